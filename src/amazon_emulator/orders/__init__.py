"""The orders of this Amazon and the operations that read and confirm them."""
