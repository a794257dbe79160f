// Versions of policies have a state, and say themselves which earlier ones they replace: until now a later one ended the earlier in silence.
// All that are here came with the company's own data and were published: they are approved.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    update policies p set v = p.v + 1, body = p.body || jsonb_build_object('state', 'approved') ||
      case when e.earlier is null then '{}'::jsonb else jsonb_build_object('replaces', e.earlier) end
    from (
      select later.id, jsonb_agg(former.id order by former.id) filter (where former.id is not null) as earlier
      from policies later left join policies former
        on former.body->>'product' is not distinct from later.body->>'product' and former.id <> later.id
        and (former.body->>'effectiveFrom', string_to_array(nullif(regexp_replace(former.body->>'version', '[^0-9.]|^[.]+|[.]+$|[.](?=[.])', '', 'g'), ''), '.')::numeric[], former.id)
          < (later.body->>'effectiveFrom', string_to_array(nullif(regexp_replace(later.body->>'version', '[^0-9.]|^[.]+|[.]+$|[.](?=[.])', '', 'g'), ''), '.')::numeric[], later.id)
      group by later.id
    ) e where e.id = p.id;
    -- Desks that have a policy already have it without a state, which counts as nothing: they are told of each anew.
    insert into outbox (part, scope, type, id, ver, op)
      select s.part, s.id, 'policy', p.id::text, p.v, 'put' from policies p cross join scopes s where s.kind = 'case';
    alter table policies add constraint policies_state check (body->>'state' in ('proposed', 'approved', 'declined'));
  `.execute(db)
}
