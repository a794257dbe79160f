// What people write when they ask, and what staff answer: our own short letters for the synthetic requests.
import type { Outcome, Right } from '../../src-shared/domain/vocabulary'

export const REQUEST_TEXTS: Readonly<Record<Right, readonly string[]>> = {
  access: [
    '我想知道贵公司保存了我哪些个人信息，请把全部内容发给我一份，包括登录记录和检索记录。',
    '请提供我账号下的个人信息副本，最好有表格文件，我自己留存。',
    '最近总收到陌生来电，想核对一下你们手里有我的哪些信息、给过谁。',
    '根据个人信息保护法第四十五条，申请查阅、复制本人的个人信息。请说明用途和保存期限。',
    '公司合规检查，需要本人账号的使用记录和同意记录，时间从注册到现在。',
    'I would like a copy of all personal data you hold about me, including service logs and consent records.',
  ],
  correct: [
    '注册时姓名打错了一个字，请帮我更正。',
    '我换了手机号，旧号码已经停用，请更新为新的号码。',
    '邮箱写错了，一直收不到验证邮件，请改成下面这个。',
    '账号里的名字还是以前同事的，实际使用人是我，请核实后更正。',
    'My name is misspelled in the account. Please correct it as stated below.',
  ],
  delete: [
    '请删除我账号下的浏览记录、检索词和关注国家。依法要留的可以留，请告诉我留到什么时候。',
    '我不再使用贵公司的服务，请删除我的全部个人信息并书面告知结果。',
    '账号已经一年没用了，请注销并删除资料。',
    '当时只是试用，没有购买，请把我的手机号和邮箱从系统中删除。',
    '换工作了，旧账号不再需要，请删除，不要再联系我。',
    'Please erase my account and everything connected with it, and confirm when it is done.',
  ],
  withdraw: [
    '不同意再用我的检索词排列结果，请停用并确认。',
    '撤回对个性化展示的同意，当天停用。',
    '请关闭根据我的使用情况调整页面的功能。',
    '我在小程序里点了同意，现在想撤回，找不到入口。',
    'I withdraw my consent to personalised search results.',
  ],
}

export const MINOR_TEXT = '我是孩子的母亲。孩子未满十四周岁，用我的手机注册了账号，请删除账号和全部记录。'

export const DEMO_TEXTS = {
  delete: '请删除我账号下的浏览记录、检索词和关注国家。登录记录依法要留的可以留，请写明留到哪一天。',
  access: '请把你们保存的我的个人信息给我一份，要能自己打开看的，也要表格文件。',
  conflict: '请提供我的个人信息副本，主要想看登录记录。',
} as const

export const DECISION_TEXTS: Readonly<Record<Outcome, readonly string[]>> = {
  granted: ['您的请求已办理完毕，详情见随附说明。', '已按您的请求办理，处理结果自今日起生效。'],
  'granted-in-part': ['您的请求已部分办理。访问日志依法须保存六个月，期间只存储和保护，到期自动删除。', '已办理您请求中的大部分内容，未办理的部分及原因见随附说明。'],
  refused: ['经核对，您提供的信息不足以确认您的身份，本次未能办理。您补充材料后可以随时重新提出；不同意本答复的，可以向有关部门投诉或者向人民法院起诉。', '您的请求本次未能办理，原因和依据见随附说明；您可以向有关部门投诉或者向人民法院起诉。'],
}

export const WITHDRAWN_TEXT = '本人来电表示不再需要办理。'
