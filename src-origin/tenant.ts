// Who runs this origin and where it stands: part of every signed statement and of the salt of every sign-in secret.

export const TENANT = 'sinoimex'
/** ISO 3166-2: Liaoning. Desks refuse an origin that does not declare itself to be in mainland China. */
export const REGION = 'CN-LN'
