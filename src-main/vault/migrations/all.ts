// The migrations in order; a released one is never edited (test/vault/migrations.test.ts pins the hash of each).
import { migration0001 } from './0001-store'
import { migration0002 } from './0002-case-records'
import { migration0003 } from './0003-directory'
import { migration0004 } from './0004-outbox'
import { migration0005 } from './0005-audit-and-erasures'
import { migration0006 } from './0006-scope-generations'
import { migration0007 } from './0007-outbox-done'
import { migration0008 } from './0008-undo-and-drafts'
import { migration0009 } from './0009-undeclared-positions'
import { migration0010 } from './0010-entry-drafts'
import { migration0011 } from './0011-queue'
import { migration0012 } from './0012-draft-forms'
import { migration0013 } from './0013-intake'
import { migration0014 } from './0014-attachments'
import { migration0015 } from './0015-queue-facets'
import type { Migration } from './migration'

export const MIGRATIONS: readonly Migration[] = [migration0001, migration0002, migration0003, migration0004, migration0005, migration0006, migration0007, migration0008, migration0009, migration0010, migration0011, migration0012, migration0013, migration0014, migration0015]
