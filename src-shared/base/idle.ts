// After how many whole seconds without anybody an unlocked desk locks (security.md K-5): what it is, and between what a company may set it.
export const IDLE_SECONDS = { usual: 300, least: 60, most: 900 } as const
