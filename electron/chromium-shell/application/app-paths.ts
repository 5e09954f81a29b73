import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const CONFIGURATION: Readonly<Partial<Record<NodeJS.Platform, () => string>>> = {
  darwin: () => join(homedir(), 'Library/Application Support'),
  linux: () => process.env.XDG_CONFIG_HOME || join(homedir(), '.config'),
};

const PATHS: Readonly<Record<string, (name: string) => string>> = {
  home: () => homedir(),
  temp: () => tmpdir(),
  appData: configuration,
  userData: (name) => join(configuration(), name),
  sessionData: (name) => join(configuration(), name),
  exe: () => process.execPath,
};

/** The folder that Electron would use for an application of this name. */
export function standardPath(id: string, applicationName: string): string {
  const path = PATHS[id];
  if (!path) throw new Error(`chromium-shell: app.getPath('${id}') is not modelled`);
  return path(applicationName);
}

function configuration(): string {
  const folder = CONFIGURATION[process.platform];
  if (!folder) throw new Error(`chromium-shell: ${process.platform} is not modelled`);
  return folder();
}
