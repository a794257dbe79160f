// Parts of names, put together by ourselves for the synthetic population: a character with its reading, common ones first.

type Part = readonly [text: string, reading: string]

function parts(line: string): readonly Part[] {
  return line.split(' ').map((item) => {
    const [text = '', reading = ''] = item.split('=')
    return [text, reading] as const
  })
}

/** 欧 and 区 are left out on purpose: the demo's person (demo-cast.ts) is found by initials nobody else has. */
export const SURNAMES = parts(
  '王=wang 李=li 张=zhang 刘=liu 陈=chen 杨=yang 黄=huang 赵=zhao 吴=wu 周=zhou 徐=xu 孙=sun 马=ma 朱=zhu 胡=hu 郭=guo 何=he 林=lin 高=gao 罗=luo ' +
    '郑=zheng 梁=liang 谢=xie 宋=song 唐=tang 许=xu 韩=han 邓=deng 冯=feng 曹=cao 彭=peng 曾=zeng 肖=xiao 田=tian 董=dong 潘=pan 袁=yuan 蔡=cai 蒋=jiang ' +
    '余=yu 于=yu 杜=du 叶=ye 程=cheng 魏=wei 苏=su 吕=lv 丁=ding 任=ren 卢=lu 姚=yao 沈=shen 钟=zhong 姜=jiang 崔=cui 谭=tan 陆=lu 范=fan 汪=wang 廖=liao ' +
    '石=shi 金=jin 贾=jia 夏=xia 方=fang 邹=zou 熊=xiong 白=bai 孟=meng 秦=qin 邱=qiu 侯=hou 江=jiang 尹=yin 薛=xue 闫=yan 雷=lei 龙=long 黎=li 史=shi ' +
    '陶=tao 贺=he 毛=mao 郝=hao 顾=gu 龚=gong 邵=shao 万=wan 覃=qin 武=wu 钱=qian 戴=dai 严=yan 莫=mo 孔=kong 向=xiang 常=chang 单=shan 解=xie 仇=qiu 查=zha',
)

export const COMPOUND_SURNAMES = parts('司马=sima 上官=shangguan 诸葛=zhuge 东方=dongfang 尉迟=yuchi 皇甫=huangfu 令狐=linghu 慕容=murong 司徒=situ 夏侯=xiahou')

export const GIVEN_FIRST = parts(
  '伟=wei 晓=xiao 文=wen 建=jian 志=zhi 海=hai 雨=yu 子=zi 佳=jia 明=ming 国=guo 永=yong 思=si 雪=xue 俊=jun 嘉=jia 春=chun 立=li 宇=yu 梦=meng 德=de ' +
    '静=jing 婷=ting 振=zhen 欣=xin 天=tian 金=jin 玉=yu 秀=xiu 红=hong 丽=li 家=jia 景=jing 若=ruo 庆=qing 新=xin 光=guang 云=yun 清=qing 宏=hong 一=yi 诗=shi ' +
    '泽=ze 凯=kai 绍=shao 世=shi 兆=zhao 启=qi 淑=shu 美=mei 艺=yi 彦=yan 锦=jin 书=shu 月=yue 安=an 承=cheng 乐=le 逸=yi 沛=pei 汝=ru 之=zhi',
)

export const GIVEN_LAST = parts(
  '华=hua 平=ping 军=jun 杰=jie 敏=min 强=qiang 磊=lei 洋=yang 勇=yong 艳=yan 涛=tao 超=chao 娟=juan 霞=xia 刚=gang 辉=hui 玲=ling 鹏=peng 飞=fei 燕=yan ' +
    '萍=ping 林=lin 波=bo 斌=bin 宁=ning 峰=feng 梅=mei 琳=lin 浩=hao 龙=long 颖=ying 丹=dan 凤=feng 兰=lan 东=dong 怡=yi 轩=xuan 涵=han 妍=yan 悦=yue 博=bo ' +
    '然=ran 瑶=yao 晨=chen 阳=yang 昊=hao 雯=wen 莹=ying 航=hang 琪=qi 鑫=xin 睿=rui 倩=qian 岚=lan 琛=chen 远=yuan 芳=fang 岩=yan 川=chuan 晴=qing 卓=zhuo 钰=yu ' +
    '澜=lan 舟=zhou 蕾=lei 薇=wei 荣=rong 松=song 柏=bai 潇=xiao 屿=yu 麒=qi 蓉=rong 旭=xu 重=chong 乐=le 曜=yao 翊=yi',
)

interface ForeignNames {
  readonly region: string
  readonly given: readonly string[]
  readonly family: readonly string[]
  readonly order: 'given-first' | 'family-first'
}

const words = (line: string): readonly string[] => line.split(' ')

export const FOREIGN_NAMES: readonly ForeignNames[] = [
  { region: 'US', given: words('Alice Ben Carla Daniel Erin Frank Grace Henry Irene Jack Laura Marcus Nora Oscar Paula Ruth'), family: words("Baker Carter Dawson Ellis Foster Graham Hughes Irving Jensen Keller Lowell Mercer Nolan O'Hara Porter Quinn"), order: 'given-first' },
  { region: 'SG', given: words('Wei-Ling Jia-Hui Kai-Wen Mei-Xin Zhi-Hao Yong-Sheng'), family: words('Tan Lim Ng Teo Goh Koh'), order: 'family-first' },
  { region: 'DE', given: words('Jürgen Käthe Lukas Söhnke Ute Weißbart'), family: words('Groß Müller-Lüdenscheid Schäfer Vogt Zöllner Bäcker'), order: 'given-first' },
  { region: 'FR', given: words('Chloé François Hélène Jérôme Noël Zoé'), family: words("D'Aubigné Lefèvre Marchand Garçon Œuvrard Dupré"), order: 'given-first' },
  { region: 'VN', given: words('Ánh Đức Hương Khánh Tuấn Thảo'), family: words('Nguyễn Trần Phạm Đặng Võ Lê'), order: 'family-first' },
  { region: 'PL', given: words('Łukasz Żaneta Święcisława Grażyna Paweł'), family: words('Dąbrowski Wójcik Kaźmierczak Zając Śliwa'), order: 'given-first' },
  { region: 'RU', given: words('Анна Борис Вера Григорий Елена Фёдор'), family: words('Орлов Лебедева Соколов Журавлёв Щукина'), order: 'given-first' },
  { region: 'JP', given: words('健太 さくら 美咲 翔 ケンジ 陽子'), family: words('佐藤 高橋 渡邊 小野寺 髙木 斎藤'), order: 'family-first' },
  { region: 'KR', given: words('민준 서연 지우 하은 도윤'), family: words('김 이 박 최 정'), order: 'family-first' },
  { region: 'AE', given: words('ليلى عمر سلمى يوسف'), family: words('الحداد النجار الكاتب'), order: 'given-first' },
]
