// Masks show what the convention says and nothing more, whatever the value looks like.
import { describe, expect, test } from 'vitest'
import { DEFAULT_MASKS, dialledMobile, maskAccountNo, maskEmail, maskIdentifier, maskIp, maskMobile, maskName, masksOf } from '../../../src-shared/domain/masking'
import { repositoryPack } from '../../fixtures/rules'

describe('a mobile number', () => {
  test.each([
    ['+8613800138000', '138****8000'],
    ['13800138000', '138****8000'],
    ['8613800138000', '138****8000'],
    ['0086 138-0013-8000', '138****8000'],
    ['+85261234567', '+852 ****67'],
    ['+886912345678', '+886 ****678'],
    ['+12025550143', '+1 ****143'],
    ['+6591234567', '+65 ****67'],
    ['+819012345678', '+81 ****678'],
    ['12', '****'],
    ['', '****'],
    ['<b>', '****'],
  ])('%s is shown as %s', (value, masked) => expect(maskMobile(value)).toBe(masked))
})

describe('an e-mail', () => {
  test.each([
    ['dora@126.com', 'd****@126.com'],
    ['d@126.com', '****@126.com'],
    ['@126.com', '****@126.com'],
    ['𬱖a@example.cn', '𬱖****@example.cn'],
    ['"a@b"@example.com', '"****@example.com'],
    ['no address', '****'],
  ])('%s is shown as %s', (value, masked) => expect(maskEmail(value)).toBe(masked))
})

describe('a name', () => {
  test.each([
    ['段誉', '段**'],
    ['段', '**'],
    ['欧阳修', '欧**'],
    ['𬱖小明', '𬱖**'],
    ['㛃', '**'],
    ['John Smith', 'J**'],
    ['  王小明 ', '王**'],
    ['<script>alert(1)</script>', '**'],
    ['\u202e王小明', '**'],
    ['=cmd()', '**'],
    ['', '**'],
    ['王'.repeat(4_000), '王**'],
  ])('%s is shown as %s', (value, masked) => expect(maskName(value)).toBe(masked))
})

test.each([
  ['SX-2041000036', 'SX-2041****36'],
  ['SX-20410000', 'SX-2041****00'],
  ['SX-1', '****'],
  ['王小明', '****'],
])('account %s is shown as %s', (value, masked) => expect(maskAccountNo(value)).toBe(masked))

test.each([
  ['192.0.2.7', '192.*.*.*'],
  ['2001:db8::1', '2001:****'],
  ['::1', '****'],
  ['::ffff:192.0.2.7', '192.*.*.*'],
  ['fe80::1%eth0', '****'],
  ['not an address', '****'],
])('address %s is shown as %s', (value, masked) => expect(maskIp(value)).toBe(masked))

test('the pack of the repository masks as the defaults do, and a tighter one is honoured', () => {
  expect(masksOf(repositoryPack().masks)).toMatchObject(DEFAULT_MASKS)
  const tighter = masksOf([{ kind: 'mobile', keepStart: 0, keepEnd: 2, stars: 4, source: 'P-MASK' }])
  expect(maskIdentifier('mobile', '+8613800138000', tighter)).toBe('****00')
  expect(maskIdentifier('email', 'dora@126.com', tighter)).toBe('d****@126.com')
})

test.each([
  ['+8613800138000', '138 0013 8000'],
  ['8613800138000', '138 0013 8000'],
  ['+85261234567', '+852 61234567'],
  ['85261234567', '+852 61234567'],
  ['+14155550100', '+1 4155550100'],
])('mobile %s is dialled as %s', (value, dialled) => expect(dialledMobile(value)).toBe(dialled))
