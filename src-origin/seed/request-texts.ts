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
  copy: [
    '请给我一份我的个人信息副本，要能在自己的电脑上打开。',
    '申请复制本人的注册信息、检索词和浏览记录，用于核对。',
    'Please send me a copy of my personal information in a file that I can read without your software.',
  ],
  transfer: [
    '我改用另一家公司的服务，请把我在你们这里的个人信息转移给他们。',
    '依据网络数据安全管理条例第二十五条，请将本人的检索记录转移到我指定的公司。',
  ],
  supplement: ['注册时有一项没有填，现在补上。', '账号资料不完整，请按下面的内容补充。'],
  restrict: [
    '在核查清楚之前，请先停止用我的使用数据做分析，账号我还要用。',
    '我拒绝你们为下面这个目的处理我的信息，请确认已经停止。',
  ],
  'personalisation-off': ['请关闭针对我的页面推荐和搜索排序，我想看到和别人一样的结果。', 'Please show me results that are not based on what I looked at before.'],
  'end-product': ['这个产品我不再用了，请只停掉它，其他的照常使用。', '请结束下面这个产品的服务，账号和别的产品保留。'],
  'cancel-account': ['请注销我的账号，以后不再使用。', '公司已经更换供应商，请注销账号并告知结果。'],
  explain: ['为什么我的搜索结果和同事的不一样？请说明是怎么排出来的。', '请解释一下你们收集哪些信息、用来做什么、保存多久。'],
  complain: ['我关闭了推荐，第二天又被打开了，要求说明并改正。', '上次请求的答复没有说清楚保存到什么时候，现投诉。'],
  'foreign-authority': ['来函要求提供该用户的注册信息和登录记录，随附外文公文一份。'],
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
  'already-done': ['经核查，您要求的事项此前已经办理完毕，无需再次处理。'],
  'not-theirs': ['您请求的信息不是您本人的个人信息，本次未能办理；您可以向有关部门投诉或者向人民法院起诉。'],
  refused: ['经核对，您提供的信息不足以确认您的身份，本次未能办理。您补充材料后可以随时重新提出；不同意本答复的，可以向有关部门投诉或者向人民法院起诉。', '您的请求本次未能办理，原因和依据见随附说明；您可以向有关部门投诉或者向人民法院起诉。'],
}

export const WITHDRAWN_TEXT = '本人来电表示不再需要办理。'
