from evaluator.documents import qr

ADDRESS = "https://statistik.example/v/7K3M-Q9TX"


def test_code_is_a_square_of_modules_with_finders_in_three_corners():
    rows = qr.rows(ADDRESS)

    assert {len(row) for row in rows} == {len(rows)}
    finder = bytearray([1, 1, 1, 1, 1, 1, 1])
    assert rows[0][:7] == rows[0][-7:] == rows[-1][:7] == finder
    assert rows[-1][-7:] != finder


def test_code_declares_error_level_m():
    # The first five of the fifteen format bits, beside the upper left finder, are masked with
    # 10101; level M is 00 and the mask in use 010, so that 00010 is written as 10111.
    first_bits = qr.rows(ADDRESS)[8][:5]

    assert list(first_bits) == [1, 0, 1, 1, 1]


def test_other_address_gives_another_code():
    assert qr.rows(ADDRESS) != qr.rows(ADDRESS[:-1] + "Y")
