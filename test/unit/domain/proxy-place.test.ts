// What somebody types as a proxy: read as it is meant, or the field that is wrong named.
import { expect, it } from 'vitest'
import { proxyOf, readProxy } from '../../../src-shared/domain/proxy-place'

it.each([
  [' Proxy.Company.example ', ' 3128 ', { place: { host: 'proxy.company.example', port: 3128 } }],
  ['10.0.0.8', '65535', { place: { host: '10.0.0.8', port: 65_535 } }],
  ['http://proxy.example', '3128', { wrong: 'host' }],
  ['proxy.example:3128', '3128', { wrong: 'host' }],
  ['', '3128', { wrong: 'host' }],
  ['300.1.1.1', '3128', { wrong: 'host' }],
  ['代理', '3128', { wrong: 'host' }],
  ['proxy.example', '', { wrong: 'port' }],
  ['proxy.example', '0', { wrong: 'port' }],
  ['proxy.example', '65536', { wrong: 'port' }],
  ['proxy.example', '3128a', { wrong: 'port' }],
  ['proxy.example', '31.28', { wrong: 'port' }],
])('reads "%s" and "%s"', (host, port, read) => {
  expect(readProxy(host, port)).toEqual(read)
})

it('goes as the enrolment file says, or past it', () => {
  const [enrolled, own] = [{ host: 'a.example', port: 1 }, { host: 'b.example', port: 2 }]
  expect(proxyOf({ kind: 'enrolment' }, enrolled)).toBe(enrolled)
  expect(proxyOf({ kind: 'enrolment' }, undefined)).toBeUndefined()
  expect(proxyOf({ kind: 'none' }, enrolled)).toBeUndefined()
  expect(proxyOf({ kind: 'own', place: own }, enrolled)).toBe(own)
})
