// Asks the origin in the name of the person at the desk: a token that it takes no more (it was restarted, time has passed) is made anew once.
import type { Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { SignIn } from '../sync/sign-in'

export async function askAsPerson<T>(signIn: SignIn, ask: (token: string) => Promise<Result<T, DeskError>>): Promise<Result<T, DeskError>> {
  for (let attempt = 0; ; attempt++) {
    const token = await signIn.token()
    if (!token.ok) return token
    const answer = await ask(token.value)
    if (answer.ok || answer.error.params?.['code'] !== 'unauthorised') return answer
    signIn.forget()
    if (attempt > 0) return answer
  }
}
