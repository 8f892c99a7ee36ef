"""The stock that Amazon holds for a seller."""
