"""Teaching the second look from the project's own messages: `python -m nlp.learning` writes nlp/second-look.npz.

Needs scikit-learn (in the development tools); takes some minutes on two cores; the same messages give the same file.
Learned are a small network with a class for each rule, one for work talk and one for private talk; and a multinomial
logistic regression that foretells its answer from single words, so that most messages are let go early.
"""
