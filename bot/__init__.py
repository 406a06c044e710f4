"""The program: Remembrancer, a bot that reminds members of official groups of the rules they work under."""
