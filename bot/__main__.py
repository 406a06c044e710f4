"""`remembrancer` and `python -m bot`: the same program. Exit status: 0 well, 1 a finding, 2 wrong usage or settings."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import NoReturn

from bot.logs import set_up_logs
from config.faults import RemembrancerFault
from config.settings import Settings, read_settings

Command = Callable[[argparse.Namespace, Settings], int]
WELL, FINDING, WRONG = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """argparse that says what is wrong in one sentence, without a page of usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG, f"{message[:1].upper()}{message[1:].rstrip('.')}; see {self.prog} --help.\n")


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = _parser().parse_args(words)
    try:
        settings = read_settings(os.environ)
        set_up_logs(settings.log_level, form=settings.log_format)
        command: Command = arguments.command
        return command(arguments, settings)
    except RemembrancerFault as fault:
        print(fault, file=sys.stderr)
        return WRONG
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        return WELL
    except KeyboardInterrupt:
        return WELL
    except Exception as error:  # noqa: BLE001 - no traceback: its lines can quote what somebody wrote
        where = traceback.extract_tb(error.__traceback__)[-1]
        print(
            f"Remembrancer failed ({type(error).__name__} in {where.name}, line {where.lineno}); this is a fault of"
            " the program, please report it.",
            file=sys.stderr,
        )
        return FINDING


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="remembrancer", description="Reminds members of official groups of the rules they work under."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {_version()}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    _running(commands)
    _looking(commands)
    _keeping(commands)
    return parser


def _running(commands: argparse._SubParsersAction[_Parser]) -> None:
    run = commands.add_parser("run", help="run the bot: webhook where WEBHOOK_URL is set, polling otherwise")
    run.set_defaults(command=_run)
    play = commands.add_parser("try", help="the playground: a simulated group in the browser, no account, no network")
    play.add_argument("--port", type=_port, default=8080, help="where the page is (default 8080)")
    play.set_defaults(command=_try)
    check = commands.add_parser("check", help="settings, packs with their examples, database, the bot's rights")
    check.set_defaults(command=_check)


def _looking(commands: argparse._SubParsersAction[_Parser]) -> None:
    match = commands.add_parser("match", help="each line of standard input: what would it trigger, and why")
    _add_policy(match)
    match.add_argument("--json", action="store_true", help="one JSON object a line")
    match.add_argument("--why", action="store_true", help="also what was considered and left silent")
    match.set_defaults(command=_match)
    evaluate = commands.add_parser("evaluate", help="a labelled corpus: precision and recall, in all and by rule")
    evaluate.add_argument("file", metavar="FILE", help="JSON Lines with text, rules and also_ok")
    _add_policy(evaluate)
    evaluate.add_argument("--json", action="store_true", help="the figures as JSON")
    evaluate.add_argument("--list", action="store_true", help="also list the misses and the false alarms")
    evaluate.set_defaults(command=_evaluate)
    policy = commands.add_parser("policy", help="show, compare or check policy packs")
    actions = policy.add_subparsers(required=True, metavar="ACTION", parser_class=_Parser)
    show = actions.add_parser("show", help="the rules in force, and which pack each came from")
    _add_policy(show)
    show.set_defaults(command=_policy_show)
    diff = actions.add_parser("diff", help="what B changes against A, readable by people")
    diff.add_argument("before", metavar="A", help="packs, comma-separated")
    diff.add_argument("after", metavar="B", help="packs, comma-separated")
    diff.set_defaults(command=_policy_diff)
    judge = actions.add_parser("check", help="run a pack's own examples, and see that each trigger has one")
    judge.add_argument(
        "file", metavar="FILE", help="the pack: a file, a folder or a built-in name; its bases before it, if yours"
    )
    judge.set_defaults(command=_policy_check)


def _keeping(commands: argparse._SubParsersAction[_Parser]) -> None:
    export = commands.add_parser("export", help="the evidence as CSV, JSON Lines or a spreadsheet")
    export.add_argument("kind", metavar="KIND", choices=["acknowledgements", "reminders"], help="%(choices)s")
    export.add_argument("--format", choices=["csv", "jsonl", "xlsx"], default="csv", help="default csv")
    export.add_argument("--chat", type=int, metavar="ID", help="one group only")
    export.add_argument("--since", metavar="D", help="from this day on, as 2026-11-23")
    export.add_argument("--until", metavar="D", help="up to and with this day")
    export.add_argument("--out", metavar="PATH", help="a new file; standard output otherwise")
    export.set_defaults(command=_export)
    migrate = commands.add_parser("migrate", help="bring the database to this version")
    migrate.set_defaults(command=_migrate)


def _add_policy(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--policy", metavar="NAMES", help="packs, comma-separated (default: the POLICY setting)")


def _port(word: str) -> int:
    if not word.isdigit() or not 0 < int(word) < 65536:
        raise argparse.ArgumentTypeError(f"'{word}' is not a port, a good value is 8080")
    return int(word)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("remembrancer")
    except PackageNotFoundError:  # run from a folder, not installed
        return "(not installed)"


# Each command is imported when it is asked for, so that `export` does not wait for the detector's libraries.


def _run(_: argparse.Namespace, settings: Settings) -> int:
    import asyncio

    from bot.run import run

    asyncio.run(run(settings))
    return WELL


def _try(arguments: argparse.Namespace, settings: Settings) -> int:
    import asyncio

    from bot.commands.try_out import try_out

    asyncio.run(try_out(settings, port=arguments.port))
    return WELL


def _check(_: argparse.Namespace, settings: Settings) -> int:
    import asyncio

    from bot.commands.check import check

    return asyncio.run(check(settings))


def _match(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.commands.match import match

    return match(_names(arguments, settings), as_json=arguments.json, with_considered=arguments.why)


def _evaluate(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.commands.evaluate import evaluate

    return evaluate(arguments.file, _names(arguments, settings), as_json=arguments.json, listing=arguments.list)


def _policy_show(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.commands.policy import show

    return show(_names(arguments, settings))


def _policy_diff(arguments: argparse.Namespace, _: Settings) -> int:
    from bot.commands.policy import diff

    return diff(tuple(arguments.before.split(",")), tuple(arguments.after.split(",")))


def _policy_check(arguments: argparse.Namespace, _: Settings) -> int:
    from bot.commands.policy import check_pack

    return check_pack(tuple(arguments.file.split(",")))


def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    import asyncio

    from bot.commands.export import export

    return asyncio.run(
        export(
            settings,
            kind=arguments.kind,
            form=arguments.format,
            chat_id=arguments.chat,
            since=arguments.since,
            until=arguments.until,
            out=arguments.out,
        )
    )


def _migrate(_: argparse.Namespace, settings: Settings) -> int:
    import asyncio

    from bot.commands.migrate import migrate

    return asyncio.run(migrate(settings))


def _names(arguments: argparse.Namespace, settings: Settings) -> tuple[str, ...]:
    return tuple(arguments.policy.split(",")) if arguments.policy else settings.policy


if __name__ == "__main__":
    sys.exit(main())
