// Field types that the wire and the desk contract share.
import { z } from 'zod'
import { isDay } from '../base/clock'
import { isId } from '../base/ids'

/** A UUID that is given the brand of its table; the cast only adds the brand, the text is checked. Lower case alone: one record has one id. */
export const id = <T extends string>() => z.uuid().refine(isId) as unknown as z.ZodType<T, T>
/** Epoch milliseconds, UTC. */
export const epochMs = z.number().int()
/** A calendar date in Asia/Shanghai that exists; there is no year 0 (and PostgreSQL has none). */
export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text) => isDay(text) && !text.startsWith('0000'))
/** SHA-256, lower-case hex. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/)
/** Code of a line of a rules pack. */
export const code = z.string().min(1).max(32)
/** One text in both languages; neither is ever missing. */
/** Of somebody who is new here: what they type, and how they are called on every screen. */
export const newLogin = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/)
export const newName = z.string().trim().min(1).max(80).refine((text) => !/[\p{Cc}\p{Cf}]/u.test(text))
/** Of a system of the company, as records and settings name it. */
export const systemName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)
export const bilingual = z.object({ 'zh-CN': z.string().min(1).max(4_000), en: z.string().min(1).max(4_000) })
