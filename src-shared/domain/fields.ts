// Field types that the wire and the desk contract share.
import { z } from 'zod'

/** A UUID that is given the brand of its table; the cast only adds the brand, the text is checked. */
export const id = <T extends string>() => z.uuid() as unknown as z.ZodType<T, T>
/** Epoch milliseconds, UTC. */
export const epochMs = z.number().int()
/** A calendar date in Asia/Shanghai. */
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
/** SHA-256, lower-case hex. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/)
