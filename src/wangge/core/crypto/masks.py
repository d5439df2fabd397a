"""Values as they may be shown to anyone."""


def mask_name(name: str) -> str:
    """A name as it may be shown to anyone: the first character, and one star for each other one, two at most."""
    name = name.strip()
    return name[:1] + "*" * min(max(len(name) - 1, 1), 2) if name else ""


def mask_phone(phone: str) -> str:
    """A number as it may be shown to anyone: a mobile number's first three and last four digits.

    A shorter one keeps its last two at most, so that what is hidden is never less than what is shown.
    """
    digits = phone.strip()
    if len(digits) >= 11:
        return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
    shown = min(2, len(digits) // 3)
    return "*" * (len(digits) - shown) + (digits[-shown:] if shown else "")
