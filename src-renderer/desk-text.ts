// All texts there are: they come with the desk, since the screens before it say a fifth of them.
import type { Language } from '../src-shared/contract/shell'
import { createText, type Text, type TextFiles } from './text'

export const DESK_FILES: TextFiles = import.meta.glob<object>('../resources/locales/*/*.json', { eager: true, import: 'default' })

export const createDeskText = (language: Language): Text => createText(language, DESK_FILES)
