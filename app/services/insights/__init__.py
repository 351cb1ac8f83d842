"""The figures: a registry of measures, each with its unit, its dimensions and one way to be worked out."""
