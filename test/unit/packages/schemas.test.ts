// The published JSON Schemas are the ones that the package's data files are written by.
import { access } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { DATA_SCHEMAS } from '../../../src-main/packages/data-schemas'
import { createPassphrase } from '../../../src-main/packages/passphrase'

test.each(Object.entries(DATA_SCHEMAS))('resources/schemas/%s.schema.json is what the code writes', async (name, schema) => {
  const published = `${JSON.stringify({ $id: `${name}.schema.json`, ...z.toJSONSchema(schema, { target: 'draft-2020-12' }) }, undefined, 2)}\n`
  // It must be there already: a missing snapshot would be written and pass. `vitest run --update` writes changed ones.
  await access(`resources/schemas/${name}.schema.json`)
  await expect(published).toMatchFileSnapshot(`../../../resources/schemas/${name}.schema.json`)
})

test('passphrases use every character of the alphabet alike and carry all bits of the random source', () => {
  const counts = new Map<string, number>()
  let at = 0
  for (let round = 0; round < 64; round++) {
    // Every byte value equally often: 64 × 20 = 1,280 = 5 × 256.
    const text = createPassphrase((bytes) => bytes.map(() => at++ % 256))
    for (const character of text.replaceAll('-', '')) counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  expect(counts.size).toBe(32)
  expect(new Set(counts.values())).toEqual(new Set([40]))
})
