"""The other six of the twelve tricky cases: around the world."""

from __future__ import annotations

from tests.rules.described import AGENCY, BOSTON, NEVER, NEW_YORK, Moment, case, each

T7 = (
    case(
        "T7 half an hour beside the full one",
        "--country IN --party-type consumer --collector lender --debt-type loan",
        Moment("2026-11-23T02:29:00Z", "BLOCK", "2026-11-23T02:30:00Z", by=(("IN", "hours", "block"),)),
        Moment("2026-11-23T02:30:00Z", "ALLOW"),
        Moment("2026-11-23T13:29:00Z", "ALLOW"),
        Moment("2026-11-23T13:30:00Z", "BLOCK", "2026-11-24T02:30:00Z"),
    ),
    case(
        "T7 the same as a trade invoice between companies",
        "--country IN --party-type business --collector creditor --debt-type trade_invoice",
        Moment("2026-11-23T06:00:00Z", "ALLOW", by=(("house", "house_hours", "allow"),), not_by=("IN",)),
        Moment("2026-11-23T02:30:00Z", "BLOCK", by=(("house", "house_hours", "block"),), override=True),
    ),
)

RIYADH = "--country SA --party-type consumer --collector lender --debt-type loan"
DUBAI = "--country AE --party-type consumer --collector lender --debt-type loan"
ISTANBUL = "--country TR --party-type consumer --collector debt_buyer --debt-type loan"
TOLD_TR = each("--notice", "written_notice 2026-11-02")
T8 = (
    case(
        "T8 Riyadh",
        RIYADH,
        Moment("2026-11-27T09:00:00Z", "BLOCK", "2026-11-29T06:00:00Z"),
        Moment(
            "2026-11-29T09:00:00Z",
            "ALLOW_WITH_DUTIES",
            by=(("SA", "arabic", "duty"), ("SA", "identify", "duty")),
        ),
    ),
    case(
        "T8 Riyadh with an open complaint",
        RIYADH,
        *(
            Moment(f"2026-11-29T{hour:02}:00:00Z", "BLOCK", NEVER, by=(("SA", "complaint", "block"),))
            for hour in range(24)
        ),
        more=each("--stop", "dispute 2026-11-20"),
    ),
    case(
        "T8 Dubai",
        DUBAI,
        Moment("2026-11-27T09:00:00Z", "REVIEW"),
        Moment("2026-11-29T09:00:00Z", "BLOCK", by=(("house", "house_hours", "block"),)),
    ),
    case(
        "T8 Istanbul",
        ISTANBUL,
        Moment("2026-11-27T09:00:00Z", "ALLOW"),
        Moment("2026-11-29T09:00:00Z", "BLOCK", "2026-11-30T06:00:00Z"),
        more=TOLD_TR,
    ),
    case(
        "T8 Istanbul, five business days after somebody was reached",
        ISTANBUL,
        Moment("2026-11-24T09:00:00Z", "BLOCK", "2026-12-01T06:00:00Z"),
        Moment("2026-11-30T09:00:00Z", "BLOCK", "2026-12-01T06:00:00Z"),
        Moment("2026-12-01T05:59:00Z", "BLOCK", "2026-12-01T06:00:00Z"),
        Moment("2026-12-01T06:00:00Z", "ALLOW"),
        more=(*TOLD_TR, *each("--attempt", "2026-11-23T09:00:00Z call PTP")),
    ),
)

DUBLIN = "--country IE --party-type consumer --collector lender --debt-type loan"
T9 = (
    case(
        "T9 Saturday evening, Sunday, the change of clocks, a holiday",
        DUBLIN,
        Moment("2026-10-24T19:59:00Z", "ALLOW"),
        Moment("2026-10-24T20:00:00Z", "BLOCK", "2026-10-27T09:00:00Z"),
        Moment("2026-10-24T23:00:00Z", "BLOCK", "2026-10-27T09:00:00Z"),
        *(Moment(f"2026-10-25T{hour:02}:00:00Z", "BLOCK", "2026-10-27T09:00:00Z") for hour in range(24)),
        Moment("2026-10-26T12:00:00Z", "BLOCK", "2026-10-27T09:00:00Z"),
        Moment("2026-10-27T08:59:00Z", "BLOCK", "2026-10-27T09:00:00Z"),
        Moment("2026-10-27T09:00:00Z", "ALLOW"),
    ),
    case(
        "T9 the number at work",
        f"{DUBLIN} --place work",
        Moment("2026-10-27T11:00:00Z", "BLOCK", by=(("IE", "work", "block"),)),
    ),
)

TORONTO = f"--country CA --region CA-ON {AGENCY} --zone America/Toronto"
MAILED = each("--notice", "written_notice 2026-11-02")
T10 = (
    case(
        "T10 Ontario, six days after the notice",
        TORONTO,
        Moment("2026-11-07T15:00:00Z", "BLOCK", "2026-11-08T18:00:00Z", by=(("CA-ON", "notice", "block"),)),
        Moment("2026-11-08T17:59:00Z", "BLOCK", "2026-11-08T18:00:00Z"),
        Moment("2026-11-08T18:00:00Z", "ALLOW"),
        Moment("2026-11-08T21:59:00Z", "ALLOW"),
        Moment("2026-11-08T22:00:00Z", "BLOCK", "2026-11-09T12:00:00Z"),
        more=MAILED,
    ),
    case(
        "T10 Ontario, the notice never came",
        TORONTO,
        Moment("2026-11-09T17:00:00Z", "BLOCK", "2026-11-15T18:00:00Z"),
        Moment("2026-11-14T15:00:00Z", "BLOCK", "2026-11-15T18:00:00Z"),
        Moment("2026-11-15T17:59:00Z", "BLOCK", "2026-11-15T18:00:00Z"),
        Moment("2026-11-15T18:00:00Z", "ALLOW"),
        more=each(
            "--notice", "written_notice 2026-11-02 not_received=2026-11-09", "written_notice 2026-11-09"
        ),
    ),
    case(
        "T10 the same Sunday in British Columbia",
        f"--country CA --region CA-BC {AGENCY} --zone America/Vancouver",
        Moment("2026-11-08T22:00:00Z", "ALLOW"),
        more=MAILED,
    ),
    case(
        "T10 the same Sunday in Quebec",
        f"--country CA --region CA-QC {AGENCY} --zone America/Toronto",
        Moment("2026-11-08T19:00:00Z", "BLOCK", "2026-11-09T13:00:00Z"),
        Moment("2027-03-29T15:00:00Z", "BLOCK", "2027-03-30T12:00:00Z"),
        more=MAILED,
    ),
    *(
        case(
            f"T10 Thanksgiving in {region}",
            f"--country CA --region {region} {AGENCY} --zone {zone}",
            Moment("2026-10-12T19:00:00Z", "BLOCK", by=((region, "hours", "block"),)),
            more=each("--notice", "written_notice 2026-09-01"),
        )
        for region, zone in (
            ("CA-ON", "America/Toronto"),
            ("CA-QC", "America/Toronto"),
            ("CA-BC", "America/Vancouver"),
        )
    ),
    case(
        "T10 Ontario, a voicemail counts after the first conversation",
        TORONTO,
        Moment(
            "2026-11-14T15:00:00Z",
            "BLOCK",
            "2026-11-17T12:00:00Z",
            by=(("CA-ON", "three_in_seven", "block"),),
        ),
        more=(
            *each("--notice", "written_notice 2026-10-01"),
            *each("--attempt", "2026-11-09T15:00:00Z call PTP"),
            *(f for day in (10, 12, 13) for f in ("--attempt", f"2026-11-{day}T15:00:00Z call VM_LEFT")),
        ),
    ),
    case(
        "T10 Ontario, ringing out without a message does not",
        TORONTO,
        Moment("2026-11-14T15:00:00Z", "ALLOW"),
        more=(
            *each("--notice", "written_notice 2026-10-01"),
            *each("--attempt", "2026-11-09T15:00:00Z call PTP"),
            *(f for day in (10, 12) for f in ("--attempt", f"2026-11-{day}T15:00:00Z call VM_LEFT")),
            *each("--attempt", "2026-11-13T15:00:00Z call NOANS"),
        ),
    ),
)

LONDON = "--country GB --party-type consumer --collector third_party --debt-type consumer_credit"
ENTERED = each("--stop", "breathing_space 2026-11-02")
LAST_DAY = "2027-01-01T12:00:00Z"
T11 = (
    *(
        case(
            f"T11 Breathing Space, {channel}",
            f"{LONDON} --channel {channel}",
            Moment("2026-11-02T12:00:00Z", "ALLOW"),
            Moment("2026-11-03T00:00:00Z", "BLOCK", first),
            Moment("2026-11-03T12:00:00Z", "BLOCK", first, by=(("GB", "breathing_space", "block"),)),
            Moment("2026-12-15T12:00:00Z", "BLOCK", first),
            Moment(LAST_DAY, "BLOCK", first, by=(("GB", "breathing_space", "block"),)),
            Moment(first, "ALLOW"),
            more=ENTERED,
        )
        for channel, first in (
            ("call", "2027-01-02T08:00:00Z"),
            ("sms", "2027-01-02T08:00:00Z"),
            ("email", "2027-01-02T08:00:00Z"),
            ("letter", "2027-01-02T00:00:00Z"),
        )
    ),
    *(
        case(
            f"T11 Breathing Space, {purpose}",
            f"{LONDON} --channel {channel} --purpose {purpose}",
            Moment("2026-11-03T12:00:00Z", "ALLOW_WITH_DUTIES", by=(("GB", "breathing_space", "duty"),)),
            Moment("2026-12-31T12:00:00Z", "ALLOW_WITH_DUTIES"),
            more=ENTERED,
        )
        for purpose in ("notice", "answer")
        for channel in ("letter", "call")
    ),
)

SOLE_TRADER = "--country NL --party-type sole_trader --collector third_party"
COMPANY = "--country NL --party-type business --collector third_party"
SOLE_PROPRIETOR = (
    "--country US --region US-CA --party-type sole_trader --debt-type trade_invoice --currency USD"
)
EVENING = "2026-11-24T04:30:00Z"  # 20:30 in Los Angeles: open by the Act, shut by the house
MANILA = "--country PH --party-type consumer --collector lender --debt-type loan"
CEASED = each("--stop", "cease 2026-11-20")
MORNING = "2026-11-24T15:00:00Z"
T12 = (
    case(
        "T12a sole trader, electronic",
        f"{SOLE_TRADER} --channel email",
        Moment("2026-11-26T19:05:00Z", "BLOCK", "2026-11-27T06:00:00Z", by=(("NL", "hours", "block"),)),
        Moment("2026-11-26T18:59:00Z", "ALLOW"),
        Moment("2026-11-26T19:00:00Z", "BLOCK"),
    ),
    case(
        "T12a the same to a company",
        f"{COMPANY} --channel email",
        Moment("2026-11-26T19:05:00Z", "BLOCK", by=(("house", "house_hours", "block"),), not_by=("NL",)),
        Moment("2026-11-26T10:00:00Z", "ALLOW", by=(("house", "house_hours", "allow"),), not_by=("NL",)),
    ),
    *(
        case(f"T12a Sunday, {channel}", f"{who} --channel {channel}", Moment("2026-11-29T11:00:00Z", "BLOCK"))
        for who in (SOLE_TRADER, COMPANY)
        for channel in ("call", "voicemail", "sms", "email", "messenger", "visit")
    ),
    case(
        "T12b sole proprietor, assigned in August 2025",
        f"{SOLE_PROPRIETOR} --amount 400000 --incurred 2025-08-15 --collector third_party",
        Moment(EVENING, "ALLOW"),
    ),
    case(
        "T12b exactly USD 500,000",
        f"{SOLE_PROPRIETOR} --amount 500000 --incurred 2025-08-15 --collector third_party",
        Moment(EVENING, "ALLOW"),
    ),
    case(
        "T12b company without guarantor",
        f"{SOLE_PROPRIETOR.replace('sole_trader', 'business')} --amount 400000 --incurred 2025-08-15",
        Moment(EVENING, "BLOCK", by=(("house", "house_hours", "block"),), not_by=("US-CA",)),
    ),
    case(
        "T12b a cent above",
        f"{SOLE_PROPRIETOR} --amount 500000.01 --incurred 2025-08-15",
        Moment(EVENING, "BLOCK", by=(("house", "house_hours", "block"),), not_by=("US-CA",)),
    ),
    case(
        "T12b before the Act reached such debts",
        f"{SOLE_PROPRIETOR} --amount 400000 --incurred 2025-06-30",
        Moment(EVENING, "BLOCK", by=(("house", "house_hours", "block"),), not_by=("US-CA",)),
    ),
    case("T12c 15 days late", f"{MANILA} --days-past-due 15", Moment("2026-11-23T14:30:00Z", "BLOCK")),
    case("T12c 16 days late", f"{MANILA} --days-past-due 16", Moment("2026-11-23T14:30:00Z", "REVIEW")),
    case(
        "T12d after a written cease, a notice of a remedy",
        f"{NEW_YORK} --channel letter --purpose notice",
        Moment(MORNING, "ALLOW", by=(("US", "cease_written", "allow"),)),
        more=CEASED,
    ),
    case(
        "T12d a second notice",
        f"{NEW_YORK} --channel letter --purpose notice",
        Moment(MORNING, "BLOCK", NEVER, by=(("US", "cease_written", "block"),)),
        more=(*CEASED, *each("--attempt", "2026-11-23T15:00:00Z letter SENT purpose=notice")),
    ),
    *(
        case(
            f"T12d a call to {purpose}",
            f"{NEW_YORK} --purpose {purpose}",
            Moment(MORNING, "BLOCK", NEVER),
            more=CEASED,
        )
        for purpose in ("demand", "notice")
    ),
    case(
        "T12d a lawyer's letter the same day: not the customer",
        NEW_YORK,
        Moment(MORNING, "BLOCK", NEVER, by=(("US", "attorney", "block"),)),
        more=(*CEASED, *each("--stop", "attorney 2026-11-20")),
    ),
    *(
        case(
            f"T12d a lawyer's letter the same day: the lawyer, {channel}",
            f"{NEW_YORK} --speaker lawyer --channel {channel}",
            Moment(MORNING, "ALLOW_WITH_DUTIES", by=(("US", "attorney", "duty"),)),
            more=(*CEASED, *each("--stop", "attorney 2026-11-20")),
        )
        for channel in ("call", "letter")
    ),
    *(
        case(
            f"T12e the spouse answers, {country}",
            f"{options} --speaker spouse",
            Moment(at, verdict, disclosure=told),
        )
        for country, options, at, verdict, told in (
            ("US", NEW_YORK, MORNING, "ALLOW", "full"),
            ("MA", BOSTON, MORNING, "ALLOW_WITH_DUTIES|REVIEW", "none"),
            ("GB", LONDON, "2026-11-24T11:00:00Z", "ALLOW_WITH_DUTIES|REVIEW", "none"),
            (
                "AU",
                f"--country AU --region AU-NSW {AGENCY}",
                "2026-11-24T02:00:00Z",
                "ALLOW_WITH_DUTIES|REVIEW",
                "none",
            ),
            (
                "IN",
                "--country IN --party-type consumer --collector lender --debt-type loan",
                "2026-11-23T06:00:00Z",
                "ALLOW_WITH_DUTIES|REVIEW",
                "none",
            ),
        )
    ),
    case(
        "T12e the spouse answers, TR",
        f"{ISTANBUL} --speaker spouse",
        Moment("2026-11-27T09:00:00Z", "ALLOW_WITH_DUTIES|REVIEW", disclosure="none"),
        more=TOLD_TR,
    ),
    *(
        case(
            f"T12f a death while messages wait, {country} {channel}",
            f"{options} --channel {channel}",
            Moment("2026-11-23T15:00:00Z", before),
            Moment(MORNING, "BLOCK", NEVER),
            Moment("2026-12-01T15:00:00Z", "BLOCK", NEVER),
            more=(
                *each("--stop", "deceased 2026-11-24"),
                *each("--consent", "email 2026-11-01", "sms 2026-11-01"),
            ),
        )
        for country, options, channel, before in (
            ("US", NEW_YORK, "call", "ALLOW"),
            ("US", NEW_YORK, "sms", "ALLOW_WITH_DUTIES"),
            ("US", NEW_YORK, "email", "ALLOW_WITH_DUTIES"),
            ("US", NEW_YORK, "letter", "ALLOW"),
            ("GB", LONDON, "call", "ALLOW"),
            ("GB", LONDON, "email", "ALLOW"),
            ("GB", LONDON, "letter", "ALLOW"),
            ("DE", f"--country DE {AGENCY}", "email", "ALLOW"),
        )
    ),
)
