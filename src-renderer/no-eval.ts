// Tells zod that this page compiles no code: its probe for `eval` would be refused by the page's policy, and said in the console, at every start.
import { config } from 'zod'

config({ jitless: true })
