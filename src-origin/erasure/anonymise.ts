// What is left of rows that are anonymised: which product, which week, and of the client its family, its platform and the half second in which the
// page was there, each a word of a short list. Whatever else a row said of its client could single somebody out, or name them (decision 0060).
import { sql, type RawBuilder } from 'kysely'

/** The word that is left, and what it is called in rows; in this order, for a browser built on another names both. */
const CLIENTS = [['WeChat', 'WeChat|MicroMessenger'], ['Edge', 'Edge|Edg|EdgA|EdgiOS'], ['Firefox', 'Firefox|FxiOS'], ['Chrome', 'Chrome|CriOS'], ['Safari', 'Safari']] as const
const PLATFORMS = [['HarmonyOS', 'HarmonyOS'], ['Windows', 'Windows'], ['Android', 'Android'], ['iOS', 'iOS|iPhone|iPad'], ['macOS', 'macOS|Macintosh'], ['Linux', 'Linux']] as const
const OTHER = 'other'
const BUCKET_MS = 500
/** Slower than this is one group: an hour's wait would single somebody out. */
const SLOWEST_MS = 10_000

/** SQL: the first of the list that stands in `detail` as a word, else `other`. */
const firstOf = (list: readonly (readonly [string, string])[]): RawBuilder<string> =>
  sql`case ${sql.join(list.map(([word, names]) => sql`when detail ~* ${`\\m(${names})\\M`} then ${word}`), sql` `)} else ${OTHER} end`

/** SQL: the lower end of the half second; null where the row does not end with a time of up to six digits. */
const bucket: RawBuilder<string | null> = sql`(
  select (least(found[1]::int, ${SLOWEST_MS}::int) / ${BUCKET_MS}::int * ${BUCKET_MS}::int)::text || ' ms' from regexp_match(detail, '\\m([0-9]{1,6}) ms$') found where found is not null)`

/** The rows of `gone`, whatever made them go; in no order: neighbouring rows would otherwise still belong to one person. */
export function anonymiseRows(): RawBuilder<unknown> {
  return sql`insert into anonymous_logs (category, product, week, detail)
    select category, product, (extract(epoch from date_trunc('week', to_timestamp(at / 1000.0) at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai') * 1000)::bigint,
      concat_ws(', ', ${firstOf(CLIENTS)}, ${firstOf(PLATFORMS)}, ${bucket})
    from gone order by random() returning 1`
}
