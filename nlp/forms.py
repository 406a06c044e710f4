"""The forms of a word: delete, deletes, deleted, deleting; take, took, taken; chat, chats; dileu, ddileu in Welsh.

Forms are made when a pack is compiled, generously: a form that no English speaker uses costs nothing, one that is
missing costs a reminder. The irregular ones are a table, the others follow the spelling rules of school grammars.
"""

from __future__ import annotations

_IRREGULAR = """
be is am are was were been being im youre hes shes were theyre isnt arent wasnt werent
have has had having ive weve theyve youve hasnt havent hadnt | do does did done doing | go goes went gone going
take takes took taken taking | give gives gave given giving | get gets got gotten getting | make makes made making
send sends sent sending | say says said saying | tell tells told telling | keep keeps kept keeping
lose loses lost losing loose | leave leaves left leaving | write writes wrote written writing
rewrite rewrites rewrote rewritten rewriting | speak speaks spoke spoken speaking | see sees saw seen seeing
know knows knew known knowing | think thinks thought thinking | buy buys bought buying
bring brings brought bringing | teach teaches taught teaching | catch catches caught catching
find finds found finding | hold holds held holding | withhold withholds withheld withholding
stand stands stood standing | understand understands understood understanding | meet meets met meeting
feed feeds fed feeding | lead leads led leading | read reads reading | put puts putting | set sets setting
cut cuts cutting | let lets letting | shut shuts shutting | quit quits quitting | hit hits hitting
split splits splitting | spread spreads spreading | shred shreds shredded shredding | hide hides hid hidden hiding
ride rides rode ridden riding | drive drives drove driven driving | rise rises rose risen rising
choose chooses chose chosen choosing | break breaks broke broken breaking | steal steals stole stolen stealing
freeze freezes froze frozen freezing | fall falls fell fallen falling | run runs ran running
come comes came coming | become becomes became becoming | begin begins began begun beginning
drink drinks drank drunk drinking | ring rings rang rung ringing | sing sings sang sung singing
sink sinks sank sunk sinking | swim swims swam swum swimming | sit sits sat sitting | win wins won winning
spin spins spun spinning | stick sticks stuck sticking | sling slings slung slinging | fling flings flung flinging
hang hangs hung hanged hanging | dig digs dug digging | strike strikes struck striking
burn burns burnt burned burning | learn learns learnt learned learning | spell spells spelt spelled spelling
build builds built building | spend spends spent spending | lend lends lent lending | bend bends bent bending
deal deals dealt dealing | mean means meant meaning | feel feels felt feeling | sleep sleeps slept sleeping
sweep sweeps swept sweeping | weep weeps wept weeping | sell sells sold selling | pay pays paid paying
lay lays laid laying | lie lies lay lain lying lied | hear hears heard hearing | grow grows grew grown growing
throw throws threw thrown throwing | blow blows blew blown blowing | draw draws drew drawn drawing
withdraw withdraws withdrew withdrawn withdrawing | show shows showed shown showing | fly flies flew flown flying
eat eats ate eaten eating | bite bites bit bitten biting | forget forgets forgot forgotten forgetting
wear wears wore worn wearing | tear tears tore torn tearing | swear swears swore sworn swearing
shoot shoots shot shooting | light lights lit lighted lighting | fight fights fought fighting
seek seeks sought seeking | sneak sneaks snuck sneaked sneaking | stink stinks stank stunk
bury buries buried burying | bet bets betting | upset upsets upsetting | overrule overrules overruled overruling
override overrides overrode overridden overriding | undo undoes undid undone undoing
redo redoes redid redone redoing | forgo forgoes forwent forgone | bid bids bidding | cast casts casting
cost costs costing | hurt hurts hurting | bind binds bound binding | grind grinds ground grinding
wind winds wound winding | shake shakes shook shaken shaking | forgive forgives forgave forgiven forgiving
mistake mistakes mistook mistaken | undertake undertakes undertook undertaken undertaking
partake partakes partook partaken partaking | fwd fwds fwded fwding | dm dms dmed dming dmd | msg msgs msgd msging
person persons people | child children kids | man men | woman women | foot feet | mouse mice | wife wives
life lives | knife knives | half halves | staff staffs staffed staffing | datum data | criterion criteria
annex annexes annexed annexing | thief thieves | leaf leaves
"""
_TABLE: dict[str, frozenset[str]] = {
    words[0]: frozenset(words)
    for line in _IRREGULAR.splitlines()
    for entry in line.split("|")
    if (words := entry.split())
}
_VOWELS = frozenset("aeiou")
_SIBILANT = ("s", "x", "z", "ch", "sh")

_SOFT = (("p", "b"), ("t", "d"), ("c", "g"), ("b", "f"), ("d", "dd"), ("g", ""), ("m", "f"), ("ll", "l"), ("rh", "r"))
_NASAL = (("p", "mh"), ("t", "nh"), ("c", "ngh"), ("b", "m"), ("d", "n"), ("g", "ng"))
_ASPIRATE = (("p", "ph"), ("t", "th"), ("c", "ch"))
_NOT_MUTATED = {"p": ("ph",), "t": ("th",), "c": ("ch",), "d": ("dd",), "l": ()}


def forms(word: str, *, language: str = "en") -> frozenset[str]:
    """Every form of a word in small letters, the word itself among them.

    Args:
        word: the word as a dictionary has it, in small letters.
        language: "cy" gives Welsh initial mutations, anything else English inflections.
    """
    return _welsh(word) if language == "cy" else _english(word)


def _english(word: str) -> frozenset[str]:
    if (known := _TABLE.get(word)) is not None:
        return known
    if len(word) < 2 or not word[-1].isalpha():
        return frozenset({word, word + "s"})
    made = {word}
    consonant_y = word.endswith("y") and word[-2] not in _VOWELS
    if consonant_y:
        made |= {word[:-1] + "ies", word[:-1] + "ied", word + "ing"}
    elif word.endswith("ie"):
        made |= {word + "s", word + "d", word[:-2] + "ying"}
    elif word.endswith("e"):
        made |= {word + "s", word + "d", (word if word.endswith(("ee", "oe", "ye")) else word[:-1]) + "ing"}
    else:
        made.add(word + ("es" if word.endswith(_SIBILANT) else "s"))
        if word.endswith("o"):
            made.add(word + "es")
        doubled = _doubles(word)
        if doubled != "always":
            made |= {word + "ed", word + "ing"}
        if doubled != "never":
            made |= {word + word[-1] + "ed", word + word[-1] + "ing"}
    return frozenset(made)


def _doubles(word: str) -> str:
    """Whether the last letter doubles before -ed: always (bin), sometimes (cancel), never (clear)."""
    if len(word) < 3 or word[-1] in "wxyaeiou" or word[-2] not in _VOWELS or not word[-1].isalpha():
        return "never"
    if word[-3] in _VOWELS and not word.startswith("qu", len(word) - 4):
        return "never"
    syllables = sum(1 for i, c in enumerate(word) if c in "aeiouy" and (i == 0 or word[i - 1] not in "aeiouy"))
    return "always" if syllables == 1 else "sometimes"


def _welsh(word: str) -> frozenset[str]:
    made = {word}
    for table in (_SOFT, _NASAL, _ASPIRATE):
        for first, turned in table:
            if word.startswith(first) and not word.startswith(_NOT_MUTATED.get(first, ())):
                made.add(turned + word[len(first) :])
    return frozenset(made)
