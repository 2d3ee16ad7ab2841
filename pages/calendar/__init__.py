"""The page `calendar` and its parts."""
