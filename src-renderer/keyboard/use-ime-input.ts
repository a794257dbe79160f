// Holds a query back while an input method composes, and always sends it once when the composition ends.
import { useRef, useState, type ChangeEvent, type CompositionEvent } from 'react'

type TextElement = HTMLInputElement | HTMLTextAreaElement

export interface ImeInput {
  readonly value: string
  readonly isComposing: () => boolean
  readonly set: (value: string) => void
  readonly props: {
    readonly value: string
    readonly onChange: (event: ChangeEvent<TextElement>) => void
    readonly onCompositionStart: () => void
    readonly onCompositionEnd: (event: CompositionEvent<TextElement>) => void
  }
}

/** `onQuery` gets what stands in the field whenever no composition is going on. */
export function useImeInput(initial: string, onQuery: (value: string) => void): ImeInput {
  const [value, setValue] = useState(initial)
  const composing = useRef(false)
  return {
    value,
    isComposing: () => composing.current,
    set: setValue,
    props: {
      value,
      onChange: (event) => {
        setValue(event.target.value)
        if (!composing.current) onQuery(event.target.value)
      },
      onCompositionStart: () => {
        composing.current = true
      },
      onCompositionEnd: (event) => {
        composing.current = false
        // Once, even when the text is what it was before: the list may have been held back.
        setValue(event.currentTarget.value)
        onQuery(event.currentTarget.value)
      },
    },
  }
}
