import type { StateCreator } from 'zustand';
import type { DeviceInfo } from '../../electron/ipc/types.ts';
import { adoptDevice, type FormValues, INITIAL_FORM } from '../model/sweep-form.ts';
import type { WorkbenchState } from './store.ts';

export interface FormSlice {
  form: FormValues;
  setForm(change: Partial<FormValues>): void;
  /** Chooses the first device, a GPU where there is one, and the contenders that exist on it. */
  adoptDevices(devices: readonly DeviceInfo[]): void;
}

export const createFormSlice: StateCreator<WorkbenchState, [], [], FormSlice> = (set) => ({
  form: INITIAL_FORM,
  setForm: (change) => set(({ form }) => ({ form: { ...form, ...change } })),
  adoptDevices: (devices) =>
    set(({ form }) => {
      const [device] = devices;
      return device ? { form: adoptDevice(form, device) } : {};
    }),
});
