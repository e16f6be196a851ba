"""A file's bytes as text, whatever their encoding. Pure."""

from submissions.audit.problems import Problem

_BOM = "\ufeff"


def decode(raw: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file with ``\\n`` line ends and without BOM. What is not UTF-8 is read as Windows-1252 as far as it goes."""
    problems: list[Problem] = []
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", errors="replace")
        problems.append(Problem("not_utf8", detail="utf-16"))
    else:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            if error.start >= len(raw) - 3 and error.reason == "unexpected end of data":
                text = raw[: error.start].decode("utf-8")  # cut in the middle of a letter
            else:
                text = raw.decode("cp1252", errors="replace")
                problems.append(Problem("not_utf8", line=line))
    if text.startswith(_BOM):
        problems.append(Problem("bom", line=1))
        text = text.removeprefix(_BOM)
    if "\r" in text:
        problems.append(Problem("crlf"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\x00", "\ufffd"), tuple(problems)
