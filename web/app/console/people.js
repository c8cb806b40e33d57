// Who is in the room: names, roles, who is online, and what waits for approval.

import { html, useState } from "../html.js";
import { safe } from "../text.js";
import { t } from "../words.js";

const ROLES = ["trustee", "attacker", "judge"];
const TAKE = "take";

function Row({ person, act }) {
  const [name, setName] = useState(null);
  const [sure, setSure] = useState(false);
  const nickname = safe(person.nickname);
  const rename = (event) => {
    event.preventDefault();
    act({ act: "rename", address: person.address, nickname: name });
    setName(null);
  };
  // Where people are few, one plays several parts.
  const parts = person.roles.map((role) => `${t(`console.role.${role}`)}${role === "trustee" && person.seat ? ` ${person.seat}` : ""}`);
  const give = (event) => {
    const role = event.currentTarget.value;
    event.currentTarget.value = "";
    act({ act: "assign", address: person.address, role: role === TAKE ? null : role });
  };
  return html`<tr>
    <th scope="row">
      ${name === null
        ? html`<button type="button" class="plain-button" aria-label=${t("console.people.rename", { name: nickname })} onClick=${() => setName(person.nickname)}>${nickname}</button>`
        : html`<form class="line" onSubmit=${rename}>
            <input class="input" aria-label=${t("console.people.rename", { name: nickname })} maxlength="40" value=${name} onInput=${(event) => setName(event.currentTarget.value)} />
            <button type="submit" class="button small-button">${t("console.people.save")}</button>
          </form>`}
    </th>
    <td>${person.pair ?? "–"}</td>
    <td>${person.online ? t("console.people.online") : t("console.people.offline")}${person.bot ? ` · ${t("console.people.bot")}` : ""}</td>
    <td>
      <select class="input" aria-label=${t("console.people.role", { name: nickname })} value="" onChange=${give}>
        <option value="" disabled>${parts.join(", ") || t("console.role.none")}</option>
        ${ROLES.map((one) => html`<option key=${one} value=${one}>${t("console.role.give", { role: t(`console.role.${one}`) })}</option>`)}
        ${parts.length > 0 && html`<option value=${TAKE}>${t("console.role.take")}</option>`}
      </select>
    </td>
    <td>
      ${sure
        ? html`<button type="button" class="button grave small-button" onClick=${() => act({ act: "expel", address: person.address })} onBlur=${() => setSure(false)}>${t("console.people.sure")}</button>`
        : html`<button type="button" class="button small-button" aria-label=${t("console.people.expel.name", { name: nickname })} onClick=${() => setSure(true)}>${t("console.people.expel")}</button>`}
    </td>
  </tr>`;
}

export function People({ board, act }) {
  const [asked, setAsked] = useState("");
  const found = board.people_list.filter((person) => person.nickname.toLowerCase().includes(asked.toLowerCase()));
  return html`<section class="panel people" aria-labelledby="people-title">
    <h2 id="people-title">${t("console.people", { count: board.people_list.length })}</h2>
    <p class="row">
      <input class="input" type="search" aria-label=${t("console.people.search")} placeholder=${t("console.people.search")} value=${asked} onInput=${(event) => setAsked(event.currentTarget.value)} />
    </p>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="people-title">
      <table>
        <thead>
          <tr>
            ${["name", "pair", "state", "part", "out"].map((head) => html`<th scope="col" key=${head}>${t(`console.people.head.${head}`)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${found.map((person) => html`<${Row} key=${person.address} person=${person} act=${act} />`)}
        </tbody>
      </table>
    </div>
  </section>`;
}

export function Queue({ board, act }) {
  return html`<section class="panel" aria-labelledby="queue-title">
    <h2 id="queue-title">${t("console.queue", { count: board.queue.length })}</h2>
    ${board.queue.length === 0
      ? html`<p class="quiet">${board.free_text ? t("console.queue.empty") : t("console.queue.off")}</p>`
      : html`<ul class="queue">
          ${board.queue.map(
            (one) => html`<li key=${one.id}>
              <p><strong>${safe(one.nickname)}:</strong> ${safe(one.text)}</p>
              <p class="row">
                <button type="button" class="button small-button" onClick=${() => act({ act: "allow", id: one.id, ok: true })}>${t("console.queue.allow")}</button>
                <button type="button" class="button small-button" onClick=${() => act({ act: "allow", id: one.id, ok: false })}>${t("console.queue.refuse")}</button>
              </p>
            </li>`,
          )}
        </ul>`}
  </section>`;
}
