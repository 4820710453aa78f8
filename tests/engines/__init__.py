"""The engines that tests run on: databases, browsers, a whole installation."""
