// A product that ends goes in a batch like what is over by the schedule: one that is open for each product, beside the one of the schedule.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table retention_batches add column product text;
    -- Of one that the company ends for everybody: nothing of it is taken in from that day on.
    alter table retention_batches add column ends_on date check (ends_on is null or product is not null);
    drop index retention_batches_open;
    -- Two that are open would count the same rows.
    create unique index retention_batches_open on retention_batches (coalesce(product, '')) where state in ('proposed', 'approved');
    -- Whoever ended a product is found without reading everybody's history.
    create index consents_product_ended on consents (product, subject_id) where kind = 'product-ended';
  `.execute(db)
}
