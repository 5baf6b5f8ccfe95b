"""What may stand behind ``mix``. Nothing is imported here that takes time."""

from argparse import ArgumentParser

from mesotui.cli_parsing import Commands, as_json, as_list, as_somebody

_PLACES = ("room", "pharmacy", "ready-made")
_PART = "its mL and its product, such as '2 xylocaine-1'; once for each component"


def add_mix(mix: Commands) -> None:
    """Add the commands of mixes and their recipes."""
    as_list(mix.verb("list", "list the mixes, the latest first"))
    as_json(_of_mix(mix.verb("show", "show all that is recorded of a mix")))
    as_json(mix.verb("recipes", "list the recipes, the one that was made last first"))
    recipe = mix.area("recipe", "the recipes")
    adding = recipe.verb("add", "write a recipe")
    adding.add_argument("recipe", metavar="NAME")
    _add_parts(adding)
    changing = recipe.verb("change", "write a new version of a recipe")
    changing.add_argument("recipe", metavar="RECIPE", help="its name")
    changing.add_argument("--name", default="", metavar="NAME", help="what it is called from now on")
    _add_parts(changing)
    making = mix.verb("make", "make a recipe of the lots of the day, or of those that go out of use first")
    making.add_argument("recipe", metavar="RECIPE", help="its name")
    making.add_argument(
        "--lot", action="append", default=[], metavar="LOT", help="take this lot; repeat it for others"
    )
    making.add_argument(
        "--ml", action="append", default=[], metavar="PART", help="another amount, such as '2 xylocaine-1'"
    )
    making.add_argument("--place", choices=_PLACES, default="room", help="where it is compounded")
    making.add_argument("--answer", default="", metavar="WHY", help="where a warning must be answered")
    making.add_argument(
        "--late-reason", default="", metavar="WHY", help="for a late or corrected record of a blocked lot"
    )
    _add_writing(making)
    checking = _of_mix(mix.verb("check", "record that another person checked a mix, with their own PIN"))
    checking.add_argument(
        "--by", required=True, metavar="LOGIN", help="who checked it; their PIN comes second"
    )
    _add_writing(checking)
    discarding = _of_mix(mix.verb("discard", "throw away what is left of a mix"))
    discarding.add_argument("--reason", required=True, metavar="WHY")
    discarding.add_argument("--witness", metavar="LOGIN", help="somebody else who looked on")
    _add_writing(discarding)


def _of_mix(made: ArgumentParser) -> ArgumentParser:
    made.add_argument("mix", metavar="MIX", help="its number, of the last day, or its id or its beginning")
    return made


def _add_parts(made: ArgumentParser) -> None:
    made.add_argument("--part", action="append", required=True, metavar="PART", help=_PART)
    _add_writing(made)


def _add_writing(made: ArgumentParser) -> None:
    as_somebody(made)
    as_json(made)
