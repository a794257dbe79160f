// Which declared regions lie in mainland China (product.md, P6): ISO 3166-2 codes of China without Hong Kong, Macao and Taiwan.

const CHINA = /^CN(?:-[A-Z]{2})?$/
const NOT_MAINLAND: readonly string[] = ['CN-HK', 'CN-MO', 'CN-TW']

export function isMainlandRegion(region: string): boolean {
  return CHINA.test(region) && !NOT_MAINLAND.includes(region)
}
