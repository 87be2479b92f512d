"""The whole road through the services, with numbers that can be checked by hand.

Dindik: A = .75·5 + .25·4 = 4.75; B = 1 + 4·18/20 = 4.6; index = .6·4.75 + .4·4.6 = 4.69.
Dinkes: A = 4; B = 1 + 4·10/20 = 3; index = 3.6. DLH: A = 1.75, B does not apply: 1.75.
"""

from evaluator.services import certifying, feedback, results
from evaluator.services.logging import verify_log
from tests.city import NOW


def test_the_index_is_the_nested_weighted_mean_and_places_follow_it(city):
    city.release_all()
    with city.installation.reads() as session:
        (category,) = results.period_results(session, city["ketua"], city.period_id).categories
    assert [(u.unit, u.value, u.place, str(u.predicate)) for u in category.units] == [
        ("Dinas Pendidikan", "4.69", 1, "Baik"),
        ("Dinas Kesehatan", "3.60", 2, "Baik"),
        ("Dinas Lingkungan Hidup", "1.75", 3, "Kurang"),
    ]
    assert [(w.unit, str(w.place_name)) for w in category.winners] == [
        ("Dinas Pendidikan", "Juara I"),
        ("Dinas Kesehatan", "Juara II"),
        ("Dinas Lingkungan Hidup", "Juara III"),
    ]


def test_a_unit_reads_its_own_steps_after_release(city):
    city.release_all()
    with city.installation.reads() as session:
        (title,) = feedback.my_feedback(session, city["dinkes"])
        own = feedback.feedback(session, city["dinkes"], title.participant_id)
    # Among three the category's middle would be some unit's own value, so it is not told.
    assert (own.result.value, own.middle, own.result.place) == ("3.60", None, 2)
    # b1 to full: .4·2 = 0.80; a1 one level: .6·.75 = 0.45; a2 one level: .6·.25 = 0.15
    assert [(s.step.code, s.gain) for s in own.steps] == [
        ("b1", "0.80"),
        ("a1", "0.45"),
        ("a2", "0.15"),
    ]
    assert verify_everything(city) == ()


def test_issuing_twice_gives_each_winner_one_certificate_and_one_number(city):
    city.release_all()
    for _ in range(2):
        with city.installation.writes() as session:
            certifying.issue(
                session,
                city["panitia"],
                NOW,
                city.period_id,
                design="resmi",
                draw=lambda face: face["number"].encode(),
                files=city.installation.files,
                public_url="https://bps.example",
            )
    with city.installation.reads() as session:
        issued = certifying.list_certificates(session, city["panitia"])
        checked = certifying.check(session, issued[0].check_code.lower())
    assert sorted(c.number for c in issued) == [
        "B-1/33750/HM.310/2025",
        "B-2/33750/HM.310/2025",
        "B-3/33750/HM.310/2025",
    ]
    assert checked.recipient == issued[0].recipient
    assert verify_everything(city) == ()


def verify_everything(city):
    with city.installation.reads() as session:
        return tuple(verify_log(session, city["auditor"]).faults)
