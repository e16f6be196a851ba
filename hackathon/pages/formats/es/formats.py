"""Spanish, as Django has it; a moment says its zone, since panels and pages know more than one."""

DATETIME_FORMAT = r"j \d\e F \d\e Y, H:i T"
