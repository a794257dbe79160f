// Declares the one build constant: true in test builds, false in release builds, where the branches behind it are removed.

declare const __TEST_BUILD__: boolean
