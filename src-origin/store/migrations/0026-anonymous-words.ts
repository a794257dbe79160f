// Rows that were anonymised before kept the client's text as it was written: of these too no more is left than words of a list (decision 0060). The list as
// it was then, for a migration does the same for ever.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    update anonymous_logs set detail = concat_ws(', ',
      case when detail ~* '\\m(WeChat|MicroMessenger)\\M' then 'WeChat' when detail ~* '\\m(Edge|Edg|EdgA|EdgiOS)\\M' then 'Edge' when detail ~* '\\m(Firefox|FxiOS)\\M' then 'Firefox'
        when detail ~* '\\m(Chrome|CriOS)\\M' then 'Chrome' when detail ~* '\\mSafari\\M' then 'Safari' else 'other' end,
      case when detail ~* '\\mHarmonyOS\\M' then 'HarmonyOS' when detail ~* '\\mWindows\\M' then 'Windows' when detail ~* '\\mAndroid\\M' then 'Android'
        when detail ~* '\\m(iOS|iPhone|iPad)\\M' then 'iOS' when detail ~* '\\m(macOS|Macintosh)\\M' then 'macOS' when detail ~* '\\mLinux\\M' then 'Linux' else 'other' end,
      (select (least(found[1]::int, 10000) / 500 * 500)::text || ' ms' from regexp_match(detail, '\\m([0-9]{1,6}) ms$') found where found is not null));
  `.execute(db)
}
