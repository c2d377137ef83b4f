"""Whether a string of digits can be what its form suggests."""


def is_card(text: str) -> bool:
    """Check a payment card number: 13 to 19 digits, a first digit of 2-6, the Luhn sum (ISO/IEC 7812-1)."""
    digits = [int(character) for character in text if character.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (
        13 <= len(digits) <= 19
        and digits[0] in range(2, 7)
        and (sum(doubled) + sum(digits[-1::-2])) % 10 == 0
    )


def is_iban(text: str) -> bool:
    """Check an international bank account number: 15 to 34 signs, remainder 1 modulo 97 (ISO 13616)."""
    compact = text.replace(" ", "")
    if not 15 <= len(compact) <= 34:
        return False
    return int("".join(str(int(sign, 36)) for sign in compact[4:] + compact[:4])) % 97 == 1
