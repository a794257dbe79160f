// Starts the screens: wires bridge, cache and stores to the page, and nothing else.
import { createRoot } from 'react-dom/client'
import './theme/tokens.css'
import './theme/base.css'
import './theme/controls.css'
import './theme/layout.css'
import './theme/parts.css'
import './theme/screens.css'
import './theme/policies.css'
import './theme/packages.css'
import './theme/reports.css'
import './theme/incidents.css'
import { must } from '../src-shared/base/assert'
import { App } from './app'
import { createBridge } from './bridge'
import { createDesk } from './desk'

const shell = must(window.desk, 'the bridge of the preload')
const desk = createDesk({ shell, bridge: createBridge(shell, window) })
createRoot(must(document.getElementById('root'), 'the root element')).render(<App desk={desk} />)
