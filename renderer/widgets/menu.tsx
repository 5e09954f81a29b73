import { type FocusEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { Keys } from './key.tsx';

interface MenuItem {
  readonly id: string;
  readonly label: string;
  /** The keys that do the same, anywhere. */
  readonly keys?: string;
  readonly disabled: boolean;
  /** Of an item that is switched on or off, and leaves the menu open. */
  readonly checked?: boolean;
  onChoose(): void;
}

interface MenuProps {
  label: string;
  icon: IconName;
  items: readonly MenuItem[];
}

/** Where each key leads in a menu of so many items; arrows go round. */
const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
};

/** A button with a menu: https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/ */
export function Menu({ label, icon, items }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  /** Where the focus is to go when the menu opens. */
  const first = useRef(0);
  const menu = useRef<HTMLDivElement>(null);
  const menuId = useId();
  useEffect(() => {
    if (isOpen) (menu.current?.children[first.current] as HTMLElement | undefined)?.focus();
  }, [isOpen]);
  const open = (at: number) => {
    first.current = at;
    setOpen(true);
  };
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onButtonKey = (event: KeyboardEvent) => {
    const at = { ArrowDown: 0, ArrowUp: items.length - 1 }[event.key];
    if (at === undefined) return;
    event.preventDefault();
    open(at);
  };
  const onMenuKey = (event: KeyboardEvent<HTMLDivElement>) => {
    const entries = [...event.currentTarget.children] as HTMLElement[];
    const step = STEPS[event.key];
    if (step) entries[step(entries.indexOf(event.target as HTMLElement), entries.length)]?.focus();
    else if (event.key === 'Escape') close();
    else if (event.key === 'Tab') return setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.parentElement?.contains(relatedTarget)) setOpen(false);
  };
  return (
    <div className="menu-anchor">
      <button
        ref={button}
        type="button"
        className="button"
        data-kind="plain"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? menuId : undefined}
        onClick={() => (isOpen ? setOpen(false) : open(0))}
        onKeyDown={onButtonKey}
      >
        <Icon name={icon} size={14} />
        {label}
        <Icon name="chevronDown" size={12} />
      </button>
      {isOpen && (
        <div
          id={menuId}
          className="menu"
          role="menu"
          aria-label={label}
          tabIndex={-1}
          ref={menu}
          onKeyDown={onMenuKey}
          onBlur={onBlur}
        >
          {items.map(({ id, label: text, keys, disabled, checked, onChoose }) => (
            <button
              key={id}
              type="button"
              role={checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
              {...(checked !== undefined && { 'aria-checked': checked })}
              tabIndex={-1}
              aria-disabled={disabled}
              onClick={() => {
                if (disabled) return;
                if (checked === undefined) close();
                onChoose();
              }}
            >
              {checked !== undefined && (
                <span className="menu-check">{checked && <Icon name="check" size={12} />}</span>
              )}
              <span className="menu-text">{text}</span>
              {keys && <Keys combo={keys} />}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
