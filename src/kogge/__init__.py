"""The Office: the merchant's side, where platform orders become documents."""
