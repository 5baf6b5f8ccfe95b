"""The command line: one small function a command, and how each ends. Heavy imports stand inside them."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mesotui.cli_arguments import parse
from mesotui.cli_mix_verbs import MIX_VERBS
from mesotui.cli_parsing import WRONG_USAGE
from mesotui.cli_stock_verbs import VERBS
from mesotui.cli_text_verbs import VERBS as TEXT_VERBS
from mesotui.domain.errors import Refused
from mesotui.records.gate import CannotStart

if TYPE_CHECKING:
    from mesotui.bootstrap import Options

DONE, NO, FAULT, REFUSED_TO_START, INTERRUPTED = 0, 1, 70, 78, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: what stands after the program's name; None takes the process's own.

    Returns:
        0 done, 1 the answer is no, 70 a fault of the program, 78 refused to start. Wrong usage ends the
        process with 2.
    """
    chosen = parse(arguments)
    try:
        status = _COMMANDS[chosen.verb](chosen)
        sys.stdout.flush()
    except CannotStart as refusal:
        return _say(str(refusal), REFUSED_TO_START)
    except Refused as answer:
        return _say(str(answer), NO)
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python would complain again when it closes the file.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:  # noqa: BLE001
        return _say(_told(fault, chosen), FAULT)
    return status


def _say(sentence: str, status: int) -> int:
    from mesotui.domain.text import shown

    print(f"mesotui: {shown(sentence)}", file=sys.stderr)
    return status


def _told(fault: Exception, chosen: Namespace) -> str:
    from mesotui import faults, paths

    folder = paths.log_folder(paths.data_folder(getattr(chosen, "data", None)))
    number = faults.write_report(fault, folder, now=_now())
    return f"this failed because of a fault of mesotui's own ({number}, written to {folder})."


def _now() -> datetime:
    return datetime.now(UTC)


def _options(chosen: Namespace) -> "Options":
    from mesotui.bootstrap import Options

    return Options.of(
        data=getattr(chosen, "data", None),
        database_url=getattr(chosen, "database", None),
        mouse=getattr(chosen, "mouse", False),
        theme=getattr(chosen, "theme", None),
        low_bandwidth=getattr(chosen, "low_bandwidth", False),
    )


def _console(chosen: Namespace) -> int:
    from mesotui.bootstrap import open_console

    failure, status = open_console(_options(chosen))
    return _say(failure, status) if failure else status


def _demo(chosen: Namespace) -> int:
    from mesotui.bootstrap import open_demo

    failure, status = open_demo(
        _options(chosen),
        fill=chosen.fill,
        seed=chosen.seed,
        keep=getattr(chosen, "data", None),
        opens=not chosen.no_open,
    )
    return _say(failure, status) if failure else status


def _serve(chosen: Namespace) -> int:
    from mesotui.serving import print_unit, serve

    if chosen.systemd_unit:
        if getattr(chosen, "database", None):
            says = "a unit is no place for a password: put MESOTUI_DATABASE=… into /etc/mesotui.env"
            return _say(f"{says}, which the unit reads, and leave --database out.", WRONG_USAGE)
        return print_unit(_options(chosen), host=chosen.host, port=chosen.port)
    return serve(_options(chosen), host=chosen.host, port=chosen.port, takes_over=chosen.take_over)


def _clients_list(chosen: Namespace) -> int:
    from mesotui.cli_records import list_clients

    return list_clients(_options(chosen), limit=chosen.limit, as_json=chosen.json)


def _clients_show(chosen: Namespace) -> int:
    from mesotui.cli_records import show_client

    return show_client(_options(chosen), chosen.id, as_json=chosen.json)


def _session_list(chosen: Namespace) -> int:
    from mesotui.cli_records import list_sessions

    return list_sessions(_options(chosen), status=chosen.status, limit=chosen.limit, as_json=chosen.json)


def _session_show(chosen: Namespace) -> int:
    from mesotui.cli_records import show_session

    return show_session(_options(chosen), chosen.id, as_json=chosen.json)


def _slip(chosen: Namespace) -> int:
    from mesotui.cli_slip import Wanted, print_slip

    wanted = Wanted(
        slip=chosen.id,
        form=chosen.format,
        language=chosen.lang,
        paper=chosen.paper,
        printer=chosen.printer,
    )
    return print_slip(_options(chosen), wanted, out=chosen.out, now=_now())


def _slip_verify(chosen: Namespace) -> int:
    from mesotui.cli_genuine import verify_slip

    return verify_slip(_options(chosen), chosen.what, key_file=chosen.key, as_json=chosen.json)


def _slip_key(chosen: Namespace) -> int:
    from mesotui import cli_slip_keys

    if (chosen.trust is None) is not (chosen.name is None):
        return _say("--trust and --name need each other. See mesotui slip key --help.", WRONG_USAGE)
    if len({word is None for word in (chosen.untrust, chosen.reason, chosen.acting)}) > 1:
        says = "--untrust, --reason and --as need each other. See mesotui slip key --help."
        return _say(says, WRONG_USAGE)
    if chosen.qr and not chosen.public:
        return _say("--qr needs --public. See mesotui slip key --help.", WRONG_USAGE)
    options = _options(chosen)
    if chosen.public:
        return cli_slip_keys.print_public(options, as_qr=chosen.qr, now=_now())
    if chosen.rotate:
        return cli_slip_keys.rotate(options, now=_now())
    if chosen.trust is not None:
        return cli_slip_keys.trust(options, chosen.trust, chosen.name, now=_now())
    if chosen.untrust is not None:
        return cli_slip_keys.untrust(
            options, chosen.untrust, chosen.reason, login=chosen.acting, pins=_pins(chosen), now=_now()
        )
    return cli_slip_keys.list_keys(options)


def _room_add(chosen: Namespace) -> int:
    from mesotui.cli_staff import add_room

    return add_room(_options(chosen), chosen.name, login=chosen.acting, pins=_pins(chosen), now=_now())


def _room_list(chosen: Namespace) -> int:
    from mesotui.cli_staff import list_rooms

    return list_rooms(_options(chosen), as_json=chosen.json)


def _staff_add(chosen: Namespace) -> int:
    from mesotui.cli_staff import NewStaff, add_staff

    person = NewStaff(login=chosen.login, name=chosen.name, role=chosen.role)
    return add_staff(_options(chosen), person, login=chosen.acting, pins=_pins(chosen), now=_now())


def _staff_list(chosen: Namespace) -> int:
    from mesotui.cli_staff import list_staff

    return list_staff(_options(chosen), as_json=chosen.json)


def _staff_disable(chosen: Namespace) -> int:
    return _staff_set_active(chosen, active=False)


def _staff_enable(chosen: Namespace) -> int:
    return _staff_set_active(chosen, active=True)


def _staff_set_active(chosen: Namespace, *, active: bool) -> int:
    from mesotui.cli_staff import set_active

    return set_active(
        _options(chosen), chosen.login, active=active, acting=chosen.acting, pins=_pins(chosen), now=_now()
    )


def _staff_keys(chosen: Namespace) -> int:
    from mesotui.cli_openssh import print_lines

    return print_lines(_options(chosen), chosen.program)


def _console_by_key(chosen: Namespace) -> int:
    from mesotui.cli_openssh import open_by_key

    failure, status = open_by_key(_options(chosen), chosen.key)
    return _say(failure, status) if failure else status


def _staff_key_add(chosen: Namespace) -> int:
    from mesotui.cli_staff_keys import add_key

    # A PIN on standard input stands before the key there.
    pins = _pins(chosen)
    return add_key(_options(chosen), chosen.login, chosen.file, acting=chosen.acting, pins=pins, now=_now())


def _staff_key_list(chosen: Namespace) -> int:
    from mesotui.cli_staff_keys import list_keys

    return list_keys(_options(chosen), as_json=chosen.json)


def _staff_key_revoke(chosen: Namespace) -> int:
    from mesotui.cli_staff_keys import revoke_key

    return revoke_key(
        _options(chosen),
        chosen.fingerprint,
        reason=chosen.reason,
        acting=chosen.acting,
        pins=_pins(chosen),
        now=_now(),
    )


def _of_stock(chosen: Namespace) -> int:
    return {**VERBS, **MIX_VERBS}[chosen.verb](_options(chosen), chosen, _pins(chosen), _now().astimezone())


def _of_texts(chosen: Namespace) -> int:
    return TEXT_VERBS[chosen.verb](_options(chosen), chosen, _pins(chosen), _now())


def _pins(chosen: Namespace) -> Callable[[str], str]:
    from mesotui.cli_pins import asked, read_line

    return read_line if getattr(chosen, "pin_stdin", False) else asked


def _paths(chosen: Namespace) -> int:
    from mesotui.cli_care import print_paths

    return print_paths(_options(chosen))


def _keys(chosen: Namespace) -> int:
    from mesotui.cli_care import print_keys

    return print_keys(_options(chosen))


def _doctor(chosen: Namespace) -> int:
    from mesotui.cli_care import examine

    return examine(_options(chosen))


_COMMANDS: Mapping[str, Callable[[Namespace], int]] = {
    "": _console,
    "demo": _demo,
    "serve": _serve,
    "clients list": _clients_list,
    "clients show": _clients_show,
    "session list": _session_list,
    "session show": _session_show,
    "slip": _slip,
    "slip key": _slip_key,
    "slip verify": _slip_verify,
    "room add": _room_add,
    "room list": _room_list,
    "staff add": _staff_add,
    "staff list": _staff_list,
    "staff disable": _staff_disable,
    "staff enable": _staff_enable,
    "staff keys": _staff_keys,
    "console": _console_by_key,
    "staff key add": _staff_key_add,
    "staff key list": _staff_key_list,
    "staff key revoke": _staff_key_revoke,
    **dict.fromkeys((*VERBS, *MIX_VERBS), _of_stock),
    **dict.fromkeys(TEXT_VERBS, _of_texts),
    "paths": _paths,
    "keys": _keys,
    "doctor": _doctor,
}
