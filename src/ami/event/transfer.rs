//! Transfers, parking and Local channels: events that name several channels by prefix.

use smol_str::SmolStr;

use super::channel::ChannelInfo;
use super::fields::Fields;

/// `BlindTransfer`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlindTransfer {
    /// Who handed over.
    pub transferer: ChannelInfo,
    /// Who was handed over, where one channel was.
    pub transferee: Option<ChannelInfo>,
    /// The bridge they were in.
    pub bridge_id: Option<SmolStr>,
    /// Where to: the context.
    pub context: SmolStr,
    /// Where to: the extension.
    pub exten: SmolStr,
    /// Asked by the phone, not by a feature code or an action.
    pub external: bool,
    /// `Success`, `Fail`, `Invalid`, `Not Permitted`.
    pub result: SmolStr,
}

/// `AttendedTransfer`. After the `Atxfer` action both transferers are one channel and the target is a Local
/// channel: take the partner from the bridges instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttendedTransfer {
    /// The transferer's leg to the party handed over.
    pub orig_transferer: ChannelInfo,
    /// The transferer's leg to the target.
    pub second_transferer: ChannelInfo,
    /// Who was handed over.
    pub transferee: Option<ChannelInfo>,
    /// To whom.
    pub target: Option<ChannelInfo>,
    /// `Bridge App Link Threeway Fail`.
    pub dest_type: SmolStr,
    /// The bridge they end up in, for `Bridge`.
    pub dest_bridge_id: Option<SmolStr>,
    /// The application, for `App`.
    pub dest_app: Option<SmolStr>,
    /// The first leg's bridge.
    pub orig_bridge_id: Option<SmolStr>,
    /// The second leg's bridge.
    pub second_bridge_id: Option<SmolStr>,
    /// Asked by the phone, not by a feature code or an action.
    pub external: bool,
    /// `Success`, `Fail`, `Invalid`, `Not Permitted`.
    pub result: SmolStr,
}

/// `ParkedCall` and its kin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    /// Who is parked.
    pub parkee: ChannelInfo,
    /// Who parked, while that channel lives.
    pub parker: Option<ChannelInfo>,
    /// Who fetched them (`UnParkedCall`).
    pub retriever: Option<ChannelInfo>,
    /// What will be dialled when nobody fetches them: `PJSIP/1001`.
    pub parker_dial_string: Option<SmolStr>,
    /// The parking lot.
    pub lot: SmolStr,
    /// The space in it, dialled to fetch them.
    pub space: SmolStr,
    /// Seconds left.
    pub timeout_s: Option<u64>,
    /// Seconds parked.
    pub duration_s: Option<u64>,
    /// Row of a `ParkedCalls` list, not news.
    pub listed: bool,
}

/// The two halves of a Local channel (`LocalBridge`, `LocalOptimizationBegin`, `LocalOptimizationEnd`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalPair {
    /// The half with `;1`.
    pub one: ChannelInfo,
    /// The half with `;2`.
    pub two: ChannelInfo,
    /// The channel that takes a half's place.
    pub source: Option<ChannelInfo>,
    /// Ties begin and end of one optimisation.
    pub id: Option<SmolStr>,
}

impl BlindTransfer {
    pub(super) fn read(fields: &Fields<'_>) -> Self {
        Self {
            transferer: ChannelInfo::read(fields, "Transferer"),
            transferee: ChannelInfo::read_optional(fields, "Transferee"),
            bridge_id: fields.known("BridgeUniqueid"),
            context: fields.text("Context"),
            exten: fields.text("Extension"),
            external: fields.truth("IsExternal"),
            result: fields.text("Result"),
        }
    }
}

impl AttendedTransfer {
    pub(super) fn read(fields: &Fields<'_>) -> Self {
        Self {
            orig_transferer: ChannelInfo::read(fields, "OrigTransferer"),
            second_transferer: ChannelInfo::read(fields, "SecondTransferer"),
            transferee: ChannelInfo::read_optional(fields, "Transferee"),
            target: ChannelInfo::read_optional(fields, "TransferTarget"),
            dest_type: fields.text("DestType"),
            dest_bridge_id: fields.known("DestBridgeUniqueid"),
            dest_app: fields.known("DestApp"),
            orig_bridge_id: fields.known("OrigBridgeUniqueid"),
            second_bridge_id: fields.known("SecondBridgeUniqueid"),
            external: fields.truth("IsExternal"),
            result: fields.text("Result"),
        }
    }
}

impl Parked {
    pub(super) fn read(fields: &Fields<'_>) -> Self {
        Self {
            parkee: ChannelInfo::read(fields, "Parkee"),
            parker: ChannelInfo::read_optional(fields, "Parker"),
            retriever: ChannelInfo::read_optional(fields, "Retriever"),
            parker_dial_string: fields.known("ParkerDialString"),
            lot: fields.text("Parkinglot"),
            space: fields.text("ParkingSpace"),
            timeout_s: fields.number("ParkingTimeout"),
            duration_s: fields.number("ParkingDuration"),
            // Only the ActionID tells a row from news (asterisk.md section 7, "park").
            listed: fields.raw("ActionID").is_some(),
        }
    }
}

impl LocalPair {
    pub(super) fn read(fields: &Fields<'_>) -> Self {
        Self {
            one: ChannelInfo::read(fields, "LocalOne"),
            two: ChannelInfo::read(fields, "LocalTwo"),
            source: ChannelInfo::read_optional(fields, "Source"),
            id: fields.known("Id"),
        }
    }
}
