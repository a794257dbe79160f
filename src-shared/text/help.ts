/** Each screen's help has as many lines: what one does there, the most frequent first. */
export const HELP_LINES = ['1', '2', '3', '4'] as const
