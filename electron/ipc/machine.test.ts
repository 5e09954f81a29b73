import { describe, expect, it } from 'vitest';
import { machineId } from './machine.ts';

/** What ioreg prints of a Mac, with a UUID; properties before and after it differ by model. */
const ioreg = (
  name: string,
  properties: string,
) => `+-o ${name}  <class IOPlatformExpertDevice, id 0x100000217, registered, matched, active, busy 0 (52139 ms), retain 39>
    {
${properties
  .split('\n')
  .map((line) => `      ${line}`)
  .join('\n')}
    }

`;

const UUID = '3F2A1B0C-9D8E-5F7A-A6B5-C4D3E2F10987';
const OTHER = '00000000-0000-1000-8000-B0A1C2D3E4F5';
const MACS: Readonly<Record<string, (uuid: string) => string>> = {
  'Apple silicon': (uuid) =>
    ioreg(
      'J314sAP',
      `"IOPolledInterface" = "AppleARMWatchdogTimerHibernateHandler is not serializable"
"#address-cells" = <02000000>
"IOPlatformSerialNumber" = "C02FAKE00000"
"model" = <"MacBookPro18,3">
"target-type" = <"J314s">
"IOPlatformUUID" = "${uuid}"
"IOConsoleSecurityInterest" = "IOCommand is not serializable"`,
    ),
  Intel: (uuid) =>
    ioreg(
      'MacBookPro16,1',
      `"IOInterruptSpecifiers" = (<0900000005000000>)
"IOPolledInterface" = "SMCPolledInterface is not serializable"
"IOPlatformUUID" = "${uuid}"
"serial-number" = <4141000000000000>
"board-id" = <"Mac-E1008331FDC96864">
"IOPlatformSerialNumber" = "C02FAKE00000"`,
    ),
  'a virtual Mac': (uuid) =>
    ioreg(
      'VMA2MACOSAP',
      `"manufacturer" = <"Apple Inc.">
"compatible" = <"VMA2MACOSAP","VirtualMac2,1","AppleVirtualPlatformARM">
"IOPlatformUUID" = "${uuid}"`,
    ),
};

const mac = (printed: string | null, hostname = 'mac.local') =>
  machineId({
    platform: 'darwin',
    hostname,
    read: () => null,
    run: (program, parameters) =>
      program === '/usr/sbin/ioreg' && parameters.includes('IOPlatformExpertDevice') ? printed : null,
  });

describe.each(Object.entries(MACS))('%s', (_model, text) => {
  it('is told by its UUID, whatever the name of the host is', () => {
    expect(mac(text(UUID), 'a')).toBe(mac(text(UUID), 'b'));
    expect(mac(text(UUID))).not.toBe(mac(text(OTHER)));
    expect(mac(text(UUID))).toBe(mac(MACS.Intel?.(UUID) ?? ''));
  });

  it('does not give its UUID away', () =>
    expect(UUID.toLowerCase()).not.toContain(mac(text(UUID)).slice(0, 8)));
});

it.each([
  ['there is no ioreg, or it hangs', null],
  ['it prints nothing', ''],
  ['it has no UUID', MACS.Intel?.('') ?? ''],
])('a Mac is told by the name of its host where %s', (_why, printed) => {
  expect(mac(printed, 'a')).not.toBe(mac(printed, 'b'));
  expect(mac(printed, 'a')).toMatch(/^[0-9a-f]{16}$/);
});

it.each([
  [{ '/etc/machine-id': 'aaaa\n', '/var/lib/dbus/machine-id': 'bbbb\n' }, 'aaaa'],
  [{ '/etc/machine-id': '\n', '/var/lib/dbus/machine-id': 'bbbb\n' }, 'bbbb'],
  [{ '/etc/machine-id': 'uninitialized\n' }, 'host'],
  [{}, 'host'],
])('Linux is told by %j', (files: Record<string, string>, expected) => {
  const linux = (of: Record<string, string>, name: string) =>
    machineId({ platform: 'linux', hostname: name, read: (path) => of[path] ?? null, run: () => null });
  expect(linux(files, 'host')).toBe(linux({ '/etc/machine-id': expected }, 'elsewhere'));
});

it('this machine has one id', () => {
  expect(machineId()).toMatch(/^[0-9a-f]{16}$/);
  expect(machineId()).toBe(machineId());
});
