"""Every address of the office and who may use it: one table, walked by a test."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from ..posted import posted
from . import (
    audit_page,
    client,
    client_deeds,
    clients,
    drafts_view,
    enquiry_line,
    imports,
    inbox,
    inbox_deeds,
    joined,
    kit,
    lead,
    lead_answer,
    lead_deeds,
    lead_needs,
    lead_recheck,
    login,
    mail_page,
    match_ids,
    matches,
    merge_page,
    operators,
    password,
    privacy_page,
    profile_card,
    second_factor,
    sessions_page,
    system,
    team_page,
    today,
    undo_view,
    users_page,
)
from .door import Address, guarded
from .roles import AUDIT, EVERYBODY, LEADS, NEEDS, OPERATORS, PRIVACY, SYSTEM, TEAM, USERS

ADDRESSES = (
    Address("GET", "/office/", today.today_page, LEADS),
    Address("GET", "/office/leads", inbox.inbox_page, LEADS),
    Address("GET", "/office/leads.csv", inbox_deeds.inbox_csv, TEAM),
    Address("POST", "/office/inbox/bulk", inbox_deeds.bulk, LEADS),
    Address("POST", "/office/inbox/views", inbox_deeds.keep_view, LEADS),
    Address("POST", "/office/inbox/views/{number}/forget", inbox_deeds.forget_view, LEADS),
    Address("GET", "/office/new", enquiry_line.new_page, LEADS),
    Address("POST", "/office/new/read", enquiry_line.read, LEADS),
    Address("POST", "/office/new/again", enquiry_line.read_again, LEADS),
    Address("POST", "/office/new", enquiry_line.keep, LEADS),
    Address("GET", "/office/leads/{reference}", lead.lead_page, LEADS),
    Address("POST", "/office/leads/{reference}/on-it", lead_deeds.on_it, LEADS),
    Address("POST", "/office/leads/{reference}/reached", lead_deeds.reached, LEADS),
    Address("POST", "/office/leads/{reference}/no-answer", lead_deeds.no_answer, LEADS),
    Address("POST", "/office/leads/{reference}/wrong-number", lead_deeds.wrong_number, LEADS),
    Address("POST", "/office/leads/{reference}/mail", lead_answer.answer, LEADS),
    Address("POST", "/office/leads/{reference}/again", lead_deeds.again, LEADS),
    Address("POST", "/office/leads/{reference}/ask-price", lead_recheck.ask_price, LEADS),
    Address("POST", "/office/leads/{reference}/close", lead_deeds.close, LEADS),
    Address("POST", "/office/leads/{reference}/hand-over", lead_deeds.hand_over, LEADS),
    Address("POST", "/office/leads/{reference}/priority", lead_deeds.priority, LEADS),
    Address("POST", "/office/leads/{reference}/temperature", lead_deeds.another_temperature, LEADS),
    Address("POST", "/office/leads/{reference}/doubt", lead_deeds.doubt, LEADS),
    Address("POST", "/office/leads/{reference}/needs/{number}", lead_needs.show, NEEDS & LEADS),
    Address("POST", "/office/leads/{reference}/real", lead_deeds.look_over, LEADS),
    Address("GET", "/office/clients", clients.clients_page, LEADS),
    Address("GET", "/office/clients/{number}", client.client_page, LEADS),
    Address("POST", "/office/clients/{number}", client_deeds.change, LEADS),
    Address("POST", "/office/clients/{number}/need", client_deeds.show_need, NEEDS & LEADS),
    Address("GET", "/office/clients/{number}/profile/{question}", profile_card.profile_page, LEADS),
    Address("POST", "/office/clients/{number}/profile/{question}", profile_card.keep_answer, LEADS),
    Address("GET", "/office/clients/{number}/merge/{other}", merge_page.merge_page, TEAM),
    Address("POST", "/office/clients/{number}/merge/{other}", merge_page.do_merge, TEAM),
    Address("POST", "/office/clients/{number}/apart/{other}", merge_page.keep_apart, TEAM),
    Address("POST", "/office/clients/{number}/part", merge_page.part, TEAM),
    Address("GET", "/office/imports", imports.imports_page, TEAM),
    Address("POST", "/office/imports", imports.upload, TEAM, upload=True),
    Address("GET", "/office/imports/{number}", imports.import_page, TEAM),
    Address("POST", "/office/imports/{number}", imports.read_again, TEAM),
    Address("POST", "/office/imports/{number}/import", imports.do_import, TEAM),
    Address("POST", "/office/imports/{number}/undo", imports.undo_import, TEAM),
    Address("POST", "/office/imports/{number}/drop", imports.throw_away, TEAM),
    Address("GET", "/office/operators", operators.operators_page, OPERATORS),
    Address("GET", "/office/operators/{name}", operators.operator_page, OPERATORS),
    Address("POST", "/office/operators/{name}/keep", operators.keep, SYSTEM),
    Address("POST", "/office/operators/{name}/publish", operators.publish, SYSTEM),
    Address("POST", "/office/operators/{name}/stop", operators.stop, SYSTEM),
    Address("POST", "/office/operators/{name}/resume", operators.resume, SYSTEM),
    Address("GET", "/office/system", system.system_page, SYSTEM),
    Address("GET", "/office/mail", mail_page.mail_page, SYSTEM),
    Address("GET", "/office/mail/{number}", mail_page.one_mail, SYSTEM),
    Address("POST", "/office/mail/{number}/again", mail_page.send_again, SYSTEM),
    Address("POST", "/office/mail/{number}/give-up", mail_page.give_up, SYSTEM),
    Address("GET", "/office/matches", matches.matches_page, SYSTEM),
    Address("GET", "/office/matches/ids", match_ids.ids_page, SYSTEM),
    Address("POST", "/office/matches/ids", match_ids.upload, SYSTEM, upload=True),
    Address("POST", "/office/matches/ids/undo", match_ids.forget, SYSTEM),
    Address("GET", "/office/matches/joined", joined.joined_page, SYSTEM),
    Address("GET", "/office/matches/joined/{card}", joined.card_page, SYSTEM),
    Address("POST", "/office/matches/joined/{card}", joined.part, SYSTEM),
    Address("GET", "/office/matches/{number}", matches.match_page, SYSTEM),
    Address("POST", "/office/matches/{number}", matches.decide, SYSTEM),
    Address("POST", "/office/matches/{number}/undo", matches.undo, SYSTEM),
    Address("GET", "/office/privacy", privacy_page.privacy_page, PRIVACY),
    Address("POST", "/office/privacy/find", privacy_page.find, PRIVACY),
    Address("POST", "/office/privacy/retention", privacy_page.run_retention, PRIVACY),
    Address("POST", "/office/privacy/{person}/export", privacy_page.take_home, PRIVACY, proof=True),
    Address("POST", "/office/privacy/{person}/erase", privacy_page.erase_one, PRIVACY, proof=True),
    Address("GET", "/office/_kit", kit.kit_page, EVERYBODY),
    Address("GET", "/office/team", team_page.team_page, TEAM),
    Address("POST", "/office/team", team_page.add, TEAM),
    Address("POST", "/office/team/{number}", team_page.change, TEAM),
    Address("POST", "/office/team/{number}/absences", team_page.away, TEAM),
    Address("POST", "/office/team/{number}/absences/{absence}/end", team_page.back, TEAM),
    Address("POST", "/office/team/{number}/reassign", team_page.reassign, TEAM),
    Address("GET", "/office/users", users_page.users_page, USERS),
    Address("POST", "/office/users", users_page.invite, USERS, proof=True),
    Address("GET", "/office/users/{number}", users_page.user_page, USERS),
    Address("POST", "/office/users/{number}/roles", users_page.change_roles, USERS, proof=True),
    Address("POST", "/office/users/{number}/active", users_page.set_active, USERS),
    Address("POST", "/office/users/{number}/link", users_page.send_link, USERS),
    Address(
        "POST",
        "/office/users/{number}/second-factor",
        users_page.reset_second_factor,
        USERS,
        proof=True,
    ),
    Address("POST", "/office/users/{number}/sessions", users_page.end_sessions, USERS),
    Address("GET", "/office/audit", audit_page.audit_page, AUDIT),
    Address("POST", "/office/audit/export", audit_page.export, AUDIT, proof=True),
    Address("GET", "/office/sessions", sessions_page.sessions_page, EVERYBODY),
    Address("POST", "/office/sessions/{name}/end", sessions_page.end_one, EVERYBODY),
    Address("POST", "/office/sessions/end-others", sessions_page.end_others, EVERYBODY),
    Address("POST", "/office/sessions/password", sessions_page.change_password, EVERYBODY),
    Address("GET", "/office/second-factor", second_factor.set_up_page, EVERYBODY),
    Address("POST", "/office/second-factor", second_factor.set_up, EVERYBODY),
    Address("POST", "/office/second-factor/anew", second_factor.take_off, EVERYBODY, proof=True),
    Address("GET", "/office/prove", second_factor.prove_page, EVERYBODY),
    Address("POST", "/office/prove", second_factor.prove, EVERYBODY),
    Address("GET", "/office/drafts", drafts_view.drafts_page, EVERYBODY),
    Address("POST", "/office/drafts", drafts_view.keep, EVERYBODY),
    Address("GET", "/office/drafts/{number}", drafts_view.draft_page, EVERYBODY),
    Address("POST", "/office/drafts/{number}/forget", drafts_view.throw_away, EVERYBODY),
    Address("POST", "/office/undo", undo_view.take_back, EVERYBODY),
    Address("POST", "/office/logout", login.leave, EVERYBODY),
)
"""web.md 3.2: the route-permission matrix. The administrator has no business data."""

OPEN = (
    ("GET", "/office"),
    ("GET", "/office/login"),
    ("POST", "/office/login"),
    ("POST", "/office/login/code"),
    ("GET", "/office/forgotten"),
    ("POST", "/office/forgotten"),
    ("GET", "/office/password/{token}"),
    ("POST", "/office/password/{token}"),
    ("GET", "/office/unlock/{token}"),
    ("POST", "/office/unlock/{token}"),
)
"""What answers without a login: the login itself, and links that a mail brought."""

router = APIRouter(include_in_schema=False)


@router.get("/office/login")
def login_form(request: Request) -> Response:
    return login.form(request)


@router.post("/office/login")
async def login_enter(request: Request) -> Response:
    return await run_in_threadpool(login.enter, request, await posted(request))


@router.post("/office/login/code")
async def login_code(request: Request) -> Response:
    return await run_in_threadpool(login.enter_code, request, await posted(request))


@router.get("/office/forgotten")
def forgotten(request: Request) -> Response:
    return password.forgotten(request)


@router.post("/office/forgotten")
async def ask_for_link(request: Request) -> Response:
    return await run_in_threadpool(password.ask, request, await posted(request))


@router.get("/office/password/{token}")
def choose_password(request: Request) -> Response:
    return password.choose_page(request)


@router.post("/office/password/{token}")
async def keep_password(request: Request) -> Response:
    return await run_in_threadpool(password.choose, request, await posted(request))


@router.get("/office/unlock/{token}")
def unlock_page(request: Request) -> Response:
    return password.unlock_page(request)


@router.post("/office/unlock/{token}")
async def unlock(request: Request) -> Response:
    return await run_in_threadpool(password.unlock, request, await posted(request))


@router.get("/office")
def door() -> Response:
    return RedirectResponse(login.HOME, 303)


for _address in ADDRESSES:
    router.add_route(_address.path, guarded(_address), methods=[_address.method])
