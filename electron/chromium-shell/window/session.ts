import type { Session, WebContents } from 'electron';
import type { Session as DevToolsSession } from '../chromium/devtools.ts';
import { strict } from '../not-modelled.ts';

type RequestHandler = Parameters<Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Session['setPermissionCheckHandler']>[0];
type Permission = Parameters<NonNullable<CheckHandler>>[1];

/** Chromium's name of a permission → Electron's. */
const PERMISSIONS: Readonly<Record<string, Permission>> = {
  'clipboard-read': 'clipboard-read',
  'clipboard-write': 'clipboard-sanitized-write',
  geolocation: 'geolocation',
  notifications: 'notifications',
  camera: 'media',
  microphone: 'media',
  midi: 'midi',
  'idle-detection': 'idle-detection',
  'storage-access': 'storage-access',
  'persistent-storage': 'persistent-storage',
  'window-management': 'window-management',
  'local-fonts': 'local-fonts',
};

let requestHandler: RequestHandler = null;
let checkHandler: CheckHandler = null;

const modelled = {
  setPermissionRequestHandler(handler: RequestHandler) {
    requestHandler = handler;
  },
  setPermissionCheckHandler(handler: CheckHandler) {
    checkHandler = handler;
  },
} satisfies Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>;

export const session = strict('session', {
  defaultSession: strict('session.defaultSession', modelled) as unknown as Session,
});

/**
 * Asks the application about each permission once and passes the answers to Chromium, which then decides by itself.
 * As in Electron, whatever no handler refuses is granted.
 */
export async function applyPermissions(
  devtools: DevToolsSession,
  contents: WebContents,
  origin: string,
): Promise<void> {
  const applied = Object.entries(PERMISSIONS).map(([name, permission]) => {
    const setting = isGranted(contents, permission, origin) ? 'granted' : 'denied';
    return devtools.send('Browser.setPermission', { permission: { name }, setting, origin });
  });
  await Promise.all(applied);
}

function isGranted(contents: WebContents, permission: Permission, origin: string): boolean {
  const details = { requestingUrl: origin, isMainFrame: true };
  if (checkHandler && !checkHandler(contents, permission, origin, details)) return false;
  if (!requestHandler) return true;
  let granted = false;
  requestHandler(
    contents,
    // The two types differ only in permissions that the table above lacks.
    permission as Parameters<NonNullable<RequestHandler>>[1],
    (answer) => {
      granted = answer;
    },
    details,
  );
  return granted;
}
