import argparse
import re

from gan.training.watch import SPAN, Watch
from tui.commands.train import add_arguments

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


def test_what_is_told_to_be_lowered_or_raised_is_an_option_of_train():
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    wrong = ({"discriminator_loss": 0.001}, {"discriminator_loss": 0.693}, {"generator_gradient": 500.0})
    troubles = [Watch().held_out(1.0, 0.01)]
    for changes in wrong:
        watch = Watch()
        told(watch, 2 * SPAN)
        troubles.append([trouble for _ in range(SPAN) for trouble in watch.step({**WELL, **changes})])
    named = [re.findall(r"--[a-z-]+", trouble.mend) for found in troubles for trouble in found]
    assert len(named) == 4 and all(named)
    assert {option for options in named for option in options} <= set(parser._option_string_actions)


def test_learning_by_heart_and_takes_that_are_all_the_same_are_told():
    watch = Watch()
    assert watch.held_out(1.0, 0.8) == []
    assert [trouble.id for trouble in watch.held_out(1.2, 0.01)] == ["heart", "same"]
    assert watch.held_out(1.2, 0.01) == []
    assert watch.held_out(0.9, None) == []
    assert watch.held_out(None, 0.01) == [], "it was not over"
    assert [trouble.id for trouble in Watch().held_out(None, 0.01)] == ["same"]
