from gan.training.watch import SPAN, Watch

WELL = {"discriminator_loss": 0.5, "generator_gradient": 1.0, "discriminator_gradient": 2.0}


def told(watch: Watch, points: int, **changes: float) -> list[str]:
    return [trouble.id for _ in range(points) for trouble in watch.step({**WELL, **changes})]


def test_a_run_that_goes_well_is_not_warned_of():
    assert told(Watch(), 10 * SPAN) == []


def test_a_discriminator_that_hears_every_fake_is_told_once_and_again_after_it_was_over():
    watch = Watch()
    assert told(watch, 3 * SPAN, discriminator_loss=0.001) == ["deaf"]
    assert told(watch, SPAN) == []
    assert told(watch, SPAN, discriminator_loss=0.001) == ["deaf"]


def test_a_discriminator_that_guesses_is_told():
    assert told(Watch(), 2 * SPAN, discriminator_loss=0.693) == ["guessing"]


def test_a_gradient_that_bursts_is_told():
    watch = Watch()
    told(watch, 2 * SPAN)
    assert told(watch, 1, generator_gradient=500.0) == ["burst"]


def test_learning_by_heart_and_takes_that_are_all_the_same_are_told():
    watch = Watch()
    assert watch.held_out(1.0, 0.8) == []
    assert [trouble.id for trouble in watch.held_out(1.2, 0.01)] == ["heart", "same"]
    assert watch.held_out(1.2, 0.01) == []
    assert watch.held_out(0.9, None) == []
