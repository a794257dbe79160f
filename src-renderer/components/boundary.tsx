// Catches a defect of a screen, so that the person at the desk reads a sentence and not a white page.
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { ErrorState } from './error-state'

interface BoundaryState {
  readonly failed: boolean
}

export class Boundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { failed: false }

  static getDerivedStateFromError(): BoundaryState {
    return { failed: true }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    // The name and the place alone: a message may quote what was being shown.
    console.error(`screen failed: ${error.name}`, info.componentStack)
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return <ErrorState error={{ kind: 'internal' }} onRetry={() => this.setState({ failed: false })} />
  }
}
