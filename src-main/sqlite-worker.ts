// A thread of the data process that holds one connection of the second database driver for as long as it is open.
import { parentPort, workerData } from 'node:worker_threads'
import { must } from '../src-shared/base/assert'
import { serveConnection } from './vault/driver/serve-connection'
import type { ConnectionPlace } from './vault/driver/threaded-messages'

// The cast is safe: vault/driver/threaded-driver.ts alone starts this file, with such a place.
serveConnection(must(parentPort, 'the parent port of a worker'), workerData as ConnectionPlace)
