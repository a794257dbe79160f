// Every channel of an open desk with its use case: the type says that none is missing, the gate has checked schema, session and permission before.
import type { ChannelName, ParsedRequestOf } from '../../src-shared/contract/channels'
import { accessUse } from '../usecases/access-use'
import { addNote, takeBackNote } from '../usecases/act-on-note'
import { approveErasure } from '../usecases/approve-erasure'
import { attachFile } from '../usecases/attach-file'
import { bulkAct, previewBulk } from '../usecases/bulk-requests'
import { checkEvidence, stopCheck } from '../usecases/check-evidence'
import { consentAsOf, printConsent } from '../usecases/consent-as-of'
import { createRequest } from '../usecases/create-request'
import { approvePolicy, declinePolicy } from '../usecases/decide-policy'
import { decideRequest } from '../usecases/decide-request'
import { discardDraft, draftOfPerson, draftsOfEntries, saveDraft, takeUpDraft } from '../usecases/drafts'
import { approveException, endException, proposeException, reviewException } from '../usecases/exception-acts'
import { exportAudit } from '../usecases/export-audit'
import { listAudit, listAuditOfPerson } from '../usecases/list-audit'
import { listFleet } from '../usecases/list-fleet'
import { addStaff, changeRole, enterTraining, giveCode, leaveCompany, listStaff, returnToCompany } from '../usecases/staff-acts'
import { exportInventory } from '../usecases/export-inventory'
import { didStep, mySteps, putStepsAway } from '../usecases/first-steps'
import { lookAtHeld } from '../usecases/held-looks'
import { confirmCode, sendCode } from '../usecases/identity-code'
import { approveHold, extendHold, liftHold, placeHold } from '../usecases/hold-acts'
import { listExceptions } from '../usecases/list-exceptions'
import { listHolds } from '../usecases/list-holds'
import { affectPerson, approveIncident, assessIncident, closeIncident, containIncident, enterMeasure, enterNotice, openIncident, reopenIncident } from '../usecases/incident-acts'
import { listIncidents } from '../usecases/list-incidents'
import { chooseKeys, myKeys } from '../usecases/key-choice'
import { bundleJob, cancelBundle, startBundle } from '../usecases/make-bundle'
import { changePassphrase } from '../usecases/change-passphrase'
import { letIn, listPeopleHere, takeOut } from '../usecases/let-in'
import { letThrough } from '../usecases/let-through'
import { copyPackage, destroyPackage, listPackages, openPackageFolder } from '../usecases/made-packages'
import { listNotes } from '../usecases/list-notes'
import { listOutboxItems, newestUndoable } from '../usecases/list-outbox'
import { countQueue, listQueue, listQueueIds, listQueueStaff } from '../usecases/list-queue'
import { listRecipients } from '../usecases/list-recipients'
import { cancelFetch, fetchFile, saveFileCopy } from '../usecases/note-files'
import { openErasure } from '../usecases/open-erasure'
import { openInventory } from '../usecases/open-inventory'
import { openPerson } from '../usecases/open-person'
import { recheckNow } from '../usecases/recheck-now'
import { agreeRetention, declineRetention, endProduct, openRetention, proposeRetention } from '../usecases/retention-acts'
import { openRequest } from '../usecases/open-request'
import { importPolicy, proposePolicy } from '../usecases/policy-draft'
import { reachSlice } from '../usecases/policy-population'
import { whoIsBound } from '../usecases/policy-reach'
import { comparePolicies, listPolicies, openPolicy } from '../usecases/policy-register'
import { listPresence, tellPresence } from '../usecases/presence'
import { dropPreset, listPresets, savePreset } from '../usecases/presets'
import { previewPackage } from '../usecases/preview-package'
import { proposeErasure } from '../usecases/propose-erasure'
import { provePassphrase } from '../usecases/prove-passphrase'
import { approveRecipient, approveTransfer, endTransfer, proposeRecipient, recordTransfer } from '../usecases/recipient-acts'
import { escalateRequest } from '../usecases/escalate-request'
import { composeLetter, deliverLetter, listLetters, undeliverLetter, writeCaseLetter } from '../usecases/case-letters'
import { redactSpot, settleFinding, unredactSpot } from '../usecases/redaction-acts'
import { findRows, reviewPackage } from '../usecases/review-package'
import { saveLetterPdf } from '../usecases/save-letter'
import { writeLetter } from '../usecases/write-letter'
import { revealField } from '../usecases/reveal-field'
import { reopenRequest } from '../usecases/reopen-request'
import { findByNumber, listOpenAlike } from '../usecases/related-requests'
import { evidenceNeeded, linkRequest, retractEvidence, seeEvidence, stepBack, unlinkRequest, withdrawRequest } from '../usecases/request-intake-acts'
import { extendRequest, pauseRequest, resumeRequest, unextendRequest } from '../usecases/request-clock-acts'
import { previewClock } from '../usecases/request-clock-view'
import { readReport, saveDeskReport } from '../usecases/read-report'
import { previewMacro, runMacro } from '../usecases/run-macro'
import { saveCertificate } from '../usecases/save-certificate'
import { saveReport } from '../usecases/save-report'
import { dropView, listSavedViews, saveView } from '../usecases/saved-views'
import { searchByCase } from '../usecases/search-by-case'
import { searchOnline } from '../usecases/search-online'
import { searchPeople } from '../usecases/search-people'
import { recentPeople } from '../usecases/search-recent'
import { settleCheck } from '../usecases/settle-check'
import { settleHeldAct } from '../usecases/settle-held-act'
import { settleOutboxItem } from '../usecases/settle-outbox-item'
import { cancelPackage, packageJob, packagePassphrase, startPackage } from '../usecases/start-package'
import { syncNow } from '../usecases/sync-now'
import { syncStatus } from '../usecases/sync-status'
import { revokeDevice, wipeDevice } from '../usecases/take-device-away'
import { takeRequest } from '../usecases/take-request'
import { extendUndo, undoAct, undoBatch } from '../usecases/undo-act'
import type { UnlockedDesk } from '../usecases/unlocked-desk'
import { tellRecipient } from '../usecases/tell-recipient'
import { makeSupportBundle, saveSupportBundle } from '../usecases/support-bundle'
import { verifyAudit } from '../usecases/verify-audit'
import { verifyIdentity } from '../usecases/verify-identity'
import type { Answer, DoorChannel } from './door-handlers'

type Handlers = {
  readonly [Name in Exclude<ChannelName, DoorChannel>]: (desk: UnlockedDesk, request: ParsedRequestOf<Name>) => Answer<Name>
}

export const HANDLERS: Handlers = {
  'sync.status': (desk) => syncStatus(desk),
  'sync.now': (desk) => syncNow(desk),
  'sync.outbox': (desk) => listOutboxItems(desk),
  'sync.settle': settleOutboxItem,
  'sync.undoable': (desk) => newestUndoable(desk),
  'sync.undo': undoAct,
  'sync.undoBatch': undoBatch,
  'sync.extendUndo': extendUndo,
  'search.people': searchPeople,
  'search.online': searchOnline,
  'search.recent': (desk) => recentPeople(desk),
  'search.cases': searchByCase,
  'person.open': openPerson,
  'reveal.field': revealField,
  'queue.list': listQueue,
  'queue.counts': (desk) => countQueue(desk),
  'queue.staff': (desk) => listQueueStaff(desk),
  'queue.ids': listQueueIds,
  'queue.bulkPreview': previewBulk,
  'queue.bulk': bulkAct,
  'queue.views': (desk) => listSavedViews(desk),
  'queue.saveView': saveView,
  'queue.dropView': dropView,
  'keys.mine': (desk) => myKeys(desk),
  'keys.choose': chooseKeys,
  'steps.mine': mySteps,
  'steps.did': didStep,
  'steps.putAway': putStepsAway,
  'preset.list': (desk) => listPresets(desk),
  'preset.save': savePreset,
  'preset.drop': dropPreset,
  'preset.preview': previewMacro,
  'preset.run': runMacro,
  'request.open': openRequest,
  'request.lookAtHeld': lookAtHeld,
  'request.create': createRequest,
  'request.take': takeRequest,
  'request.verify': verifyIdentity,
  'request.decide': decideRequest,
  'request.reopen': reopenRequest,
  'identity.sendCode': sendCode,
  'identity.confirmCode': confirmCode,
  'identity.settle': settleCheck,
  'request.previewClock': previewClock,
  'request.pause': pauseRequest,
  'request.resume': resumeRequest,
  'request.extend': extendRequest,
  'request.unextend': unextendRequest,
  'request.escalate': escalateRequest,
  'request.evidenceNeeded': evidenceNeeded,
  'request.seeEvidence': seeEvidence,
  'request.retractEvidence': retractEvidence,
  'request.withdraw': withdrawRequest,
  'request.stepBack': stepBack,
  'request.openAlike': listOpenAlike,
  'request.byNumber': findByNumber,
  'request.link': linkRequest,
  'request.unlink': unlinkRequest,
  'request.letter': writeLetter,
  'letter.list': listLetters,
  'letter.compose': composeLetter,
  'letter.write': writeCaseLetter,
  'letter.deliver': deliverLetter,
  'letter.undeliver': undeliverLetter,
  'letter.savePdf': saveLetterPdf,
  'draft.save': saveDraft,
  'draft.discard': discardDraft,
  'draft.ofPerson': draftOfPerson,
  'draft.ofEntries': draftsOfEntries,
  'draft.takeUp': takeUpDraft,
  'package.preview': previewPackage,
  'package.start': startPackage,
  'package.job': packageJob,
  'package.cancel': cancelPackage,
  'package.passphrase': packagePassphrase,
  'package.list': (desk) => listPackages(desk),
  'package.copy': copyPackage,
  'package.destroy': destroyPackage,
  'package.openFolder': (desk) => openPackageFolder(desk),
  'package.review': reviewPackage,
  'package.findRows': findRows,
  'package.redact': redactSpot,
  'package.unredact': unredactSpot,
  'package.settleFinding': settleFinding,
  'erasure.open': openErasure,
  'erasure.propose': proposeErasure,
  'erasure.approve': approveErasure,
  'erasure.tell': tellRecipient,
  'erasure.saveCertificate': saveCertificate,
  'evidence.check': checkEvidence,
  'evidence.stop': (desk) => stopCheck(desk),
  'audit.verify': (desk) => verifyAudit(desk),
  'audit.export': (desk) => exportAudit(desk),
  'audit.list': listAudit,
  'audit.ofPerson': listAuditOfPerson,
  'access.use': (desk) => accessUse(desk),
  'report.read': readReport,
  'report.save': saveDeskReport,
  'bundle.start': startBundle,
  'bundle.job': (desk) => bundleJob(desk),
  'bundle.cancel': (desk) => cancelBundle(desk),
  'support.make': makeSupportBundle,
  'support.save': saveSupportBundle,
  'presence.list': (desk) => listPresence(desk),
  'presence.tell': tellPresence,
  'retention.open': openRetention,
  'retention.propose': (desk) => proposeRetention(desk),
  'retention.endProduct': endProduct,
  'retention.agree': agreeRetention,
  'retention.saveReport': saveReport,
  'retention.decline': declineRetention,
  'fleet.list': (desk) => listFleet(desk),
  'fleet.recheck': (desk) => recheckNow(desk),
  'fleet.revoke': revokeDevice,
  'fleet.wipe': wipeDevice,
  'fleet.settle': settleHeldAct,
  'workstation.people': (desk) => listPeopleHere(desk),
  'workstation.letIn': letIn,
  'workstation.changePassphrase': changePassphrase,
  'workstation.prove': provePassphrase,
  'workstation.takeOut': takeOut,
  'limits.letThrough': letThrough,
  'staff.list': (desk) => listStaff(desk),
  'staff.add': addStaff,
  'staff.code': giveCode,
  'staff.enterTraining': enterTraining,
  'staff.changeRole': changeRole,
  'staff.leave': leaveCompany,
  'staff.return': returnToCompany,
  'inventory.open': (desk) => openInventory(desk),
  'inventory.export': (desk) => exportInventory(desk),
  'exception.list': (desk) => listExceptions(desk),
  'exception.propose': proposeException,
  'exception.approve': approveException,
  'exception.review': reviewException,
  'exception.end': endException,
  'hold.list': (desk) => listHolds(desk),
  'hold.place': placeHold,
  'hold.approve': approveHold,
  'hold.extend': extendHold,
  'hold.lift': liftHold,
  'incident.list': (desk) => listIncidents(desk),
  'incident.open': openIncident,
  'incident.assess': assessIncident,
  'incident.affect': affectPerson,
  'incident.measure': enterMeasure,
  'incident.notice': enterNotice,
  'incident.contain': containIncident,
  'incident.reopen': reopenIncident,
  'incident.close': closeIncident,
  'incident.approve': approveIncident,
  'recipient.list': (desk) => listRecipients(desk),
  'recipient.propose': proposeRecipient,
  'recipient.approve': approveRecipient,
  'transfer.record': recordTransfer,
  'transfer.approve': approveTransfer,
  'transfer.end': endTransfer,
  'consent.asOf': consentAsOf,
  'consent.print': printConsent,
  'policy.list': (desk) => listPolicies(desk),
  'policy.open': openPolicy,
  'policy.difference': comparePolicies,
  'policy.whoIsBound': whoIsBound,
  'policy.reachSlice': reachSlice,
  'policy.import': importPolicy,
  'policy.propose': proposePolicy,
  'policy.approve': approvePolicy,
  'policy.decline': declinePolicy,
  'note.list': listNotes,
  'note.attach': attachFile,
  'note.add': addNote,
  'note.takeBack': takeBackNote,
  'note.fetch': fetchFile,
  'note.cancelFetch': cancelFetch,
  'note.saveCopy': saveFileCopy,
}
